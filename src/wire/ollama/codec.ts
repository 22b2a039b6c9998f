import type { ToolResult } from '../../call/report/result.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { Codec, Reading } from '../codec.ts'
import { withinBounds } from '../shared/call-meter.ts'
import { inputSchemaOf } from '../shared/request/input-schema.ts'
import { contentText, unflaggedText } from '../shared/result-text.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { OllamaDecoder } from './decoder.ts'
import { makeDraft, noteEnvelope } from './draft.ts'
import { historyShape } from './history-shape.ts'
import type { OllamaMessage, OllamaTool } from './message.ts'
import { finish } from './reading.ts'

/** Ollama's own chat API (docs.ollama.com/api/chat). Its endpoint that speaks OpenAI's format is read as that. */
export const ollamaCodec: Codec<OllamaMessage, OllamaTool> = {
  name: 'ollama',
  read: (response) => withinBounds(read(response)),
  decoder: (sink) => new OllamaDecoder(sink),
  tools: (tools) => Array.from(tools, wireTool),
  results: (results: readonly ToolResult[]) => results.map(resultMessage),
  user: (text) => ({ role: 'user', content: text }),
  history: { shape: historyShape, read: readSent },
}

/** A message of a conversation, as in the response that it was. `id` stands for its time. */
function readSent([message]: readonly Fields[], id: string): Reading<OllamaMessage> {
  return read({ created_at: id, message, done: true })
}

function read(response: unknown): Reading<OllamaMessage> {
  const draft = makeDraft()
  if (!isRecord(response)) return finish(draft, 'expected an Ollama response, got no object')
  const { message } = response
  if (!isRecord(message) || typeof response.done !== 'boolean') {
    const said = providerMessage(response)
    return finish(draft, said ?? 'expected an Ollama response, got an object without its message')
  }
  noteEnvelope(draft, response)
  draft.content = textOf(message.content)
  draft.thinking = textOf(message.thinking)
  for (const entry of recordsOf(message.tool_calls)) draft.calls.push({ entry })
  return finish(draft, draft.done ? undefined : 'the message is not done', message)
}

function resultMessage(result: ToolResult): OllamaMessage {
  const { name, status } = result
  const content = status === 'ok' ? contentText(result.content) : unflaggedText(result)
  return { role: 'tool', tool_name: name, content }
}

function wireTool(tool: AnyTool): OllamaTool {
  const { name, description } = tool
  const parameters = inputSchemaOf(tool)
  const said = description === '' ? { name, parameters } : { name, description, parameters }
  return { type: 'function', function: said }
}
