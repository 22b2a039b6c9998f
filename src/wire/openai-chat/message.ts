/**
 * OpenAI's Chat Completions message, as far as we write or change it
 * (platform.openai.com/docs/api-reference/chat). Assignable to the SDK's `ChatCompletionMessageParam`. A message that
 * was read may hold other fields too (`reasoning_content`, …); they are passed on as they came.
 */
export type ChatMessage = ChatAssistantMessage | ChatToolMessage | ChatTextMessage

export interface ChatAssistantMessage {
  role: 'assistant'
  content?: string | null
  refusal?: string | null
  tool_calls?: ChatToolCall[]
}

export interface ChatToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

export interface ChatToolMessage {
  role: 'tool'
  tool_call_id: string
  content: string
}

export interface ChatTextMessage {
  role: 'user' | 'system'
  content: string
}

/** A tool as a request names it. Assignable to the SDK's `ChatCompletionTool`. */
export interface ChatTool {
  type: 'function'
  function: { name: string; description?: string; parameters: { [keyword: string]: unknown } }
}
