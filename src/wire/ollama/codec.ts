import type { Codec, Reading } from '../codec.ts'
import { carefulCodec } from '../shared/careful-codec.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { functionTool } from '../shared/request/tool.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { ollamaDecoder } from './decoder.ts'
import { entriesIn, makeDraft, noteEnvelope } from './draft.ts'
import { historyShape } from './history-shape.ts'
import type { OllamaMessage, OllamaTool } from './message.ts'
import { finish } from './reading.ts'
import { resultMessages } from './result.ts'

/** Ollama's own chat API (docs.ollama.com/api/chat). Its endpoint that speaks OpenAI's format is read as that. */
export const ollamaCodec: Codec<OllamaMessage, OllamaTool> = carefulCodec({
  name: 'ollama',
  read,
  decoder: ollamaDecoder,
  tools: (tools) => Array.from(tools, functionTool),
  results: resultMessages,
  user: (text) => ({ role: 'user', content: text }),
  history: { shape: historyShape, read: readSent },
})

/** A message of a conversation, as in the response that it was. `id` stands for its time. */
function readSent(
  [message]: readonly Fields[],
  id: string,
  isTool: IsTool,
): Reading<OllamaMessage> {
  return read({ created_at: id, message, done: true }, isTool)
}

function read(response: unknown, isTool?: IsTool): Reading<OllamaMessage> {
  const draft = makeDraft(isTool)
  if (!isRecord(response)) return finish(draft, 'expected an Ollama response, got no object')
  const { message } = response
  const said = providerMessage(response)
  if (said !== undefined || !isRecord(message) || typeof response.done !== 'boolean')
    return finish(draft, said ?? 'expected an Ollama response, got an object without its message')
  noteEnvelope(draft, response)
  draft.content = textOf(message.content)
  draft.thinking = textOf(message.thinking)
  for (const entry of entriesIn(message)) draft.calls.push({ entry })
  return finish(draft, draft.done ? undefined : 'the message is not done', message)
}
