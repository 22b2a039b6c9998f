import { chat, type ChatProvider } from './openai-chat.ts'
import { responses, type ResponsesProvider } from './openai-responses.ts'

export { guard, rule } from './adapt/openai/guard.ts'
export type { FunctionTool, FunctionToolInput } from './adapt/openai/guard.ts'
export type { GuardOptions, GuardRules, RunGuardOptions } from './adapt/guard.ts'
export type { RuledInput } from './adapt/object-input.ts'
export { softStop } from './adapt/soft-stop.ts'
export type { SoftStop } from './adapt/soft-stop.ts'
export type { ChatClient, ChatMessageOf, ChatProvider } from './openai-chat.ts'
export type { ChatMessage, ChatTool } from './wire/openai-chat/message.ts'
export type { ChatParams } from './wire/openai-chat/request.ts'
export type { ResponsesClient, ResponsesItemOf, ResponsesProvider } from './openai-responses.ts'
export type { ResponsesItem, ResponsesTool } from './wire/openai-responses/item.ts'
export type {
  WebSocketEvent,
  WebSocketLike,
  WebSocketSend,
} from './wire/openai-responses/web-socket.ts'
export type { ResponsesParams } from './wire/openai-responses/request.ts'
export { HttpStatusError } from './wire/source/source-error.ts'

/** OpenAI's two APIs. Chat Completions is also here at the top, for that is what most servers speak. */
export interface OpenAIProvider extends ChatProvider {
  readonly chat: ChatProvider
  readonly responses: ResponsesProvider
}

/** `openai.chat` is the Chat Completions API, `openai.responses` the Responses API. */
export const openai: OpenAIProvider = { ...chat, chat, responses }
