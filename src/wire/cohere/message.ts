/**
 * Cohere's message, as far as we write or change it (docs.cohere.com/reference/chat), in the spelling of HTTP. A
 * message that was read may hold other fields too; they are passed on as they came.
 */
export type CohereMessage = CohereAssistantMessage | CohereToolMessage | CohereTextMessage

export interface CohereAssistantMessage {
  role: 'assistant'
  content?: string | CohereContent[]
  tool_plan?: string
  tool_calls?: CohereToolCall[]
  citations?: object[]
}

export type CohereContent = { type: 'text'; text: string } | { type: 'thinking'; thinking: string }

export interface CohereToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

export interface CohereToolMessage {
  role: 'tool'
  tool_call_id: string
  content: string
}

export interface CohereTextMessage {
  role: 'user' | 'system'
  content: string
}

/** A tool as a request names it, over HTTP and in the SDK. */
export interface CohereTool {
  type: 'function'
  function: { name: string; description?: string; parameters: { [keyword: string]: unknown } }
}
