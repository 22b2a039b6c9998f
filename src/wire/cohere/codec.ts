import type { ToolResult } from '../../call/report/result.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { Codec, Reading } from '../codec.ts'
import { withinBounds } from '../shared/call-meter.ts'
import { inputSchemaOf } from '../shared/request/input-schema.ts'
import { contentText, unflaggedText } from '../shared/result-text.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { CohereDecoder } from './decoder.ts'
import { countUsage, makeCall, makeDraft } from './draft.ts'
import { historyShape } from './history-shape.ts'
import type { CohereMessage, CohereTool } from './message.ts'
import { finish } from './reading.ts'
import { type CohereSpelling, fieldOf, spelled, spellingOf } from './spelling.ts'
import { addAll } from '../../util/add-all.ts'

/** Cohere's Chat API, version 2 (docs.cohere.com/reference/chat), as it is over HTTP. It reads both spellings. */
export const cohereCodec: Codec<CohereMessage, CohereTool> = codecIn('http')

/** The same, for conversations in the spelling of Cohere's SDK. */
export const cohereSdkCodec: Codec<CohereMessage, CohereTool> = codecIn('sdk')

/** A codec for one exchange: it writes the results in the spelling in which the message came. */
export function mirroringCodec(): Codec<CohereMessage, CohereTool> {
  let spelling: CohereSpelling = 'http'
  const noting = (reading: Reading<CohereMessage>): Reading<CohereMessage> => {
    spelling = spellingOf(reading.messages[0])
    return reading
  }
  return {
    ...cohereCodec,
    read: (response) => noting(cohereCodec.read(response)),
    decoder(sink) {
      const decoder = new CohereDecoder(sink)
      return {
        push: (event) => decoder.push(event),
        get phase() {
          return decoder.phase
        },
        end: (error) => noting(decoder.end(error)),
      }
    },
    results: (results) => results.map((result) => resultMessage(result, spelling)),
  }
}

function codecIn(spelling: CohereSpelling): Codec<CohereMessage, CohereTool> {
  return {
    name: 'cohere',
    read: (response) => withinBounds(read(response)),
    decoder: (sink) => new CohereDecoder(sink),
    tools: (tools) => Array.from(tools, wireTool),
    results: (results: readonly ToolResult[]) =>
      results.map((result) => resultMessage(result, spelling)),
    user: (text) => ({ role: 'user', content: text }),
    history: { shape: historyShape, read: readSent },
  }
}

/** A message of a conversation, as in the response that it was. */
function readSent([message]: readonly Fields[], id: string): Reading<CohereMessage> {
  return read({ id, message, finish_reason: 'TOOL_CALL' })
}

function read(response: unknown): Reading<CohereMessage> {
  const draft = makeDraft()
  if (!isRecord(response)) return finish(draft, 'expected a Cohere response, got no object')
  const { message, id } = response
  const finishReason = textOf(fieldOf(response, 'finish_reason')) || undefined
  // Ollama's responses have the same message, but neither an id nor a finish reason.
  const isOurs = textOf(id) !== '' || finishReason !== undefined
  if (!isOurs || !isRecord(message) || message.role !== 'assistant') {
    const said = providerMessage(response) ?? (textOf(message) || undefined)
    return finish(draft, said ?? 'expected a Cohere response, got an object without its message')
  }
  draft.id = textOf(id)
  draft.spelling = spellingOf(message)
  draft.finishReason = finishReason
  addAll(draft.content, recordsOf(message.content))
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

function wireTool(tool: AnyTool): CohereTool {
  const { name, description } = tool
  const parameters = inputSchemaOf(tool)
  const said = description === '' ? { name, parameters } : { name, description, parameters }
  return { type: 'function', function: said }
}
