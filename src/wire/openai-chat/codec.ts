import type { ToolResult } from '../../call/report/result.ts'
import type { Codec, Reading } from '../codec.ts'
import { carefulCodec } from '../shared/careful-codec.ts'
import { functionTool } from '../shared/request/tool.ts'
import {
  entriesIn,
  extendCall,
  makeCall,
  saysCall,
  unreadIn,
  type CallEntry,
  type DraftCall,
} from './call.ts'
import { isSaidBy } from './calls.ts'
import { ChatDecoder } from './decoder.ts'
import { type ChatDraft, countUsage, makeDraft } from './draft.ts'
import { historyShape } from './history-shape.ts'
import type { ChatMessage, ChatTool } from './message.ts'
import { finish } from './reading.ts'
import { kindOf, stopOf } from './stop.ts'
import { type IsTool, rewrapped } from '../shared/parallel-wrapper.ts'
import { contentText, unflaggedText } from '../shared/sent/result-text.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { brokenOff, endingWord } from '../shared/ending/stop.ts'
import { batchFirst } from '../shared/request/batch-first.ts'

/** OpenAI's Chat Completions API, and the many servers that speak it. */
export const chatCodec: Codec<ChatMessage, ChatTool> = carefulCodec({
  name: 'openai-chat',
  read,
  decoder: (sink) => new ChatDecoder(sink),
  tools: (tools) => Array.from(tools, functionTool),
  results: (results: readonly ToolResult[]) => rewrapped(results).map(resultMessage),
  user: (text) => ({ role: 'user', content: text }),
  encouragement: batchFirst,
  history: { shape: historyShape, read: readSent },
})

/** A message of a conversation, as in the completion that it was. */
function readSent([message]: readonly Fields[], id: string, isTool: IsTool): Reading<ChatMessage> {
  return read({ id, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }, isTool)
}

function read(response: unknown, isTool?: IsTool): Reading<ChatMessage> {
  const draft = makeDraft(isTool)
  const broken = (why: string): Reading<ChatMessage> => finish(draft, brokenOff(why))
  if (!isRecord(response)) return broken('expected a chat completion, got no object')
  const choices = recordsOf(response.choices)
  const choice = choices.find(({ index }) => index === 0) ?? choices[0]
  const said = providerMessage(response) ?? providerMessage({ error: choice?.error })
  if (said !== undefined) return broken(said)
  if (!isRecord(choice?.message))
    return broken('expected a chat completion, got an object without a choice that has a message')
  draft.id = textOf(response.id)
  draft.finishReason = endingWord(choice.finish_reason) || undefined
  countUsage(draft, response.usage)
  const message = fill(draft, choice.message, choices)
  return finish(draft, stopOf(draft, true), message)
}

/** @returns the message, with calls that stand where they do not belong in their place. */
function fill(draft: ChatDraft, message: Fields, choices: readonly Fields[]): Fields {
  draft.content = message.content ?? undefined
  draft.refusal = textOf(message.refusal)
  const entries = entriesIn(message.tool_calls)
  draft.calls = callsIn(entries, message.function_call)
  if (!entries.every(saysCall))
    for (const field of unreadIn(message.tool_calls)) draft.unread.add(field)
  if (draft.calls.length > 0 || kindOf(draft.finishReason) !== 'calls') return message
  // Copilot puts the words into one choice and the calls into another.
  for (const { message: other } of choices) {
    if (!isRecord(other)) continue
    draft.calls = callsIn(entriesIn(other.tool_calls), other.function_call)
    if (draft.calls.length > 0) return { ...message, tool_calls: other.tool_calls }
  }
  return message
}

function callsIn(entries: readonly CallEntry[], legacy: unknown): DraftCall[] {
  const said = entries.filter(saysCall)
  if (said.length > 0) return once(said.map((entry) => draftOf(entry, entry.fields)))
  return entriesIn({ function: legacy })
    .filter(saysCall)
    .map((entry) => draftOf(entry))
}

/** Without what says the same as one of its id before it. */
function once(calls: readonly DraftCall[]): DraftCall[] {
  if (new Set(calls.map(({ id }) => id)).size === calls.length) return [...calls]
  const byId = Map.groupBy(calls, ({ id }) => id)
  return calls.filter((call) => {
    const namesakes = call.id === '' ? [] : (byId.get(call.id) ?? [])
    const before = namesakes.slice(0, namesakes.indexOf(call))
    return !before.some((other) => isSaidBy(call, other, true))
  })
}

function draftOf(entry: CallEntry, original?: Fields): DraftCall {
  const call = makeCall()
  call.name = entry.name
  call.original = original
  extendCall(call, entry)
  return call
}

function resultMessage(result: ToolResult): ChatMessage {
  const { id, status, content } = result
  const text = status === 'ok' ? contentText(content) : unflaggedText(result)
  return { role: 'tool', tool_call_id: id, content: text }
}
