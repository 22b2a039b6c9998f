import type { ToolCall } from '../../call/call.ts'
import type { Reading } from '../codec.ts'
import { endingOf, isCutOff, meanings } from '../shared/ending/ending.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { isRecord, recordsOf, type Fields } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/sent/wire-name.ts'
import { callsOf, type DraftCall, functionIn, type OllamaDraft } from './draft.ts'
import type { OllamaMessage } from './message.ts'

/**
 * What `done_reason` means: Ollama says `stop`, after calls too, and `length` (github.com/ollama/ollama, llm/server.go);
 * `load` and `unload` end requests that had no messages (docs.ollama.com/api/chat).
 */
const meaningOf = meanings({ answer: ['load', 'unload'] })

/** Whether the reason lets the message's calls run. */
export function mayCall(draft: OllamaDraft): boolean {
  const kind = meaningOf(draft.doneReason)
  return kind === 'answer' || kind === 'calls'
}

/** `original` is the message of a whole response, which goes back as it is wherever it can. */
export function finish(
  draft: OllamaDraft,
  fault?: string,
  original?: Fields,
): Reading<OllamaMessage> {
  const { content, thinking, doneReason: raw, usage } = draft
  const ending = endingOf({
    fault,
    kind: meaningOf(raw),
    raw,
    calls: draft.calls.length,
    spoken: content !== '',
  })
  const last = draft.calls.at(-1)
  const calls = draft.calls.flatMap((call) =>
    callsOf(draft, call, isCutOff(ending) && call === last),
  )
  const message = original === undefined ? rebuilt(draft) : repaired(draft, original)
  const isEmpty = content === '' && thinking === '' && calls.length === 0
  const messages = isEmpty ? [] : [message as unknown as OllamaMessage]
  return { messages, calls, text: content, ...ending, usage }
}

function rebuilt({ content, thinking, others, calls, isTool }: OllamaDraft): Fields {
  return {
    role: 'assistant',
    content,
    ...others,
    ...(thinking !== '' && { thinking }),
    ...(calls.length > 0 && {
      tool_calls: calls.filter(isFirst).map((call) => sendBack(call, isTool)),
    }),
  }
}

function isFirst({ again }: DraftCall): boolean {
  return !again
}

/** The message as it came, save calls that the server would not take back. */
function repaired({ calls, isTool }: OllamaDraft, original: Fields): Fields {
  const before = recordsOf(original.tool_calls)
  const after = calls.filter(isFirst).map((call) => sendBack(call, isTool))
  const same = after.length === before.length && after.every((entry, at) => entry === before[at])
  return same ? original : { ...original, tool_calls: after }
}

/**
 * The entry as it came, unless its arguments are no object, which the server would refuse, its id is doubled, or its name is
 * none that a tool can have: a template's marks in it would garble the prompt.
 */
function sendBack({ entry, call }: DraftCall, isTool: IsTool | undefined): Fields {
  const said = functionIn(entry)
  const { id, name: full, input, invalid } = call as ToolCall
  const name = nameUnlessTool(full, isTool)
  // Where there are no ids, none is added: nothing would refer to it.
  const ownId = entry.id === undefined || entry.id === '' || entry.id === id
  if (ownId && said.name === name && isRecord(said.arguments)) return entry
  const args = invalid === undefined ? input : {}
  return { ...entry, ...(!ownId && { id }), function: { ...said, name, arguments: args } }
}
