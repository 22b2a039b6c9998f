import type { ToolResult } from '../../call/report/result.ts'
import type { Codec, Reading } from '../codec.ts'
import { carefulCodec } from '../shared/careful-codec.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { functionTool } from '../shared/request/tool.ts'
import { contentText, unflaggedText } from '../shared/sent/result-text.ts'
import { filled, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { cohereDecoder } from './decoder.ts'
import { countUsage, makeCall, makeDraft } from './draft.ts'
import { historyShape } from './history-shape.ts'
import type { CohereMessage, CohereTool } from './message.ts'
import { finish } from './reading.ts'
import { type CohereSpelling, fieldOf, spelled, spellingOf } from './spelling.ts'
import { addAll } from '../../util/add-all.ts'
import { endingWord } from '../shared/ending/stop.ts'

/** Cohere's Chat API, version 2 (docs.cohere.com/reference/chat). It reads and writes both spellings. */
export const cohereCodec: Codec<CohereMessage, CohereTool> = carefulCodec({
  name: 'cohere',
  read,
  decoder: cohereDecoder,
  tools: (tools) => Array.from(tools, (tool) => functionTool(tool)),
  results: (results, asked) => resultMessages(results, spellingOf(asked?.at(-1))),
  user: (text) => ({ role: 'user', content: text }),
  history: { shape: historyShape, read: readSent },
})

/** The messages that answer calls: one a call, in the spelling of the message that has them. */
export function resultMessages(
  results: readonly ToolResult[],
  spelling: CohereSpelling,
): CohereMessage[] {
  return results.map((result) => resultMessage(result, spelling))
}

/** A message of a conversation, as in the response that it was. */
function readSent(
  [message]: readonly Fields[],
  id: string,
  isTool: IsTool,
): Reading<CohereMessage> {
  return read({ id, message, finish_reason: 'TOOL_CALL' }, isTool)
}

function read(response: unknown, isTool?: IsTool): Reading<CohereMessage> {
  const draft = makeDraft(isTool)
  if (!isRecord(response)) return finish(draft, 'expected a Cohere response, got no object')
  const { message, id } = response
  const finishReason = endingWord(fieldOf(response, 'finish_reason')) || undefined
  // Ollama's responses have the same message, but neither an id nor a finish reason.
  const isOurs = textOf(id) !== '' || finishReason !== undefined
  if (!isOurs || !isRecord(message) || message.role !== 'assistant') {
    const said = providerMessage(response) ?? (textOf(message) || undefined)
    return finish(draft, said ?? 'expected a Cohere response, got an object without its message')
  }
  draft.id = textOf(id)
  draft.spelling = spellingOf(message)
  draft.finishReason = finishReason
  addAll(draft.content, contentIn(message))
  for (const entry of recordsOf(fieldOf(message, 'tool_calls')))
    draft.calls.push(makeCall(entry, false))
  countUsage(draft, response.usage)
  return finish(draft, undefined, message)
}

/** One text: the service takes it for a document. It must not be empty. */
function resultMessage(result: ToolResult, spelling: CohereSpelling): CohereMessage {
  const text = result.status === 'ok' ? contentText(result.content) : unflaggedText(result)
  const content = /\S/.test(text) ? text : '(no output)'
  const message = { role: 'tool', [spelled('tool_call_id', spelling)]: result.id, content }
  return message as unknown as CohereMessage
}

/** The blocks that say something. */
function contentIn({ content }: Fields): readonly Record<string, unknown>[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return recordsOf(content)
    .map(filled)
    .filter((block) => Object.keys(block).some((key) => key !== 'type'))
}
