import type { ToolResult } from '../../call/report/result.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { Codec, Reading } from '../codec.ts'
import { withinBounds } from '../shared/call-meter.ts'
import { inputSchemaOf } from '../shared/request/input-schema.ts'
import { extendCall, makeCall, type DraftCall } from './call.ts'
import { ChatDecoder } from './decoder.ts'
import { type ChatDraft, countUsage, makeDraft } from './draft.ts'
import { historyShape } from './history-shape.ts'
import type { ChatMessage, ChatTool } from './message.ts'
import { finish } from './reading.ts'
import { stopOf } from './stop.ts'
import { type IsTool, rewrapped } from '../shared/parallel-wrapper.ts'
import { contentText, unflaggedText } from '../shared/result-text.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { brokenOff } from '../shared/stop.ts'

/** OpenAI's Chat Completions API, and the many servers that speak it. */
export const chatCodec: Codec<ChatMessage, ChatTool> = {
  name: 'openai-chat',
  read: (response, isTool) => withinBounds(read(response, isTool)),
  decoder: (sink) => new ChatDecoder(sink),
  tools: (tools) => Array.from(tools, wireTool),
  results: (results: readonly ToolResult[]) => rewrapped(results).map(resultMessage),
  user: (text) => ({ role: 'user', content: text }),
  history: { shape: historyShape, read: readSent },
}

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
  draft.finishReason = textOf(choice.finish_reason) || undefined
  countUsage(draft, response.usage)
  fill(draft, choice.message)
  return finish(draft, stopOf(draft, true), choice.message)
}

function fill(draft: ChatDraft, message: Fields): void {
  draft.content = message.content ?? undefined
  draft.refusal = textOf(message.refusal)
  const { tool_calls: entries, function_call: legacy } = message
  draft.calls = isRecord(legacy)
    ? [wholeCall({ function: legacy })]
    : recordsOf(entries).map(wholeCall)
}

function wholeCall(entry: Fields): DraftCall {
  const call = makeCall()
  extendCall(call, entry)
  return call
}

function resultMessage(result: ToolResult): ChatMessage {
  const { id, status, content } = result
  const text = status === 'ok' ? contentText(content) : unflaggedText(result)
  return { role: 'tool', tool_call_id: id, content: text }
}

function wireTool(tool: AnyTool): ChatTool {
  const { name, description } = tool
  const parameters = inputSchemaOf(tool)
  const said = description === '' ? { name, parameters } : { name, description, parameters }
  return { type: 'function', function: said }
}
