/**
 * Anthropic's message, as far as we write or change it (docs.claude.com/en/api/messages). Assignable to the SDK's
 * `MessageParam`. A message that was read may hold blocks of other types too; they are passed on as they came.
 */
export interface AnthropicMessage {
  role: 'user' | 'assistant'
  content: string | AnthropicBlock[]
}

export type AnthropicBlock =
  | AnthropicTextBlock
  | AnthropicToolUseBlock
  | AnthropicToolResultBlock
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }

export interface AnthropicTextBlock {
  type: 'text'
  text: string
}

export interface AnthropicToolUseBlock {
  type: 'tool_use'
  id: string
  name: string
  input: unknown
}

export interface AnthropicToolResultBlock {
  type: 'tool_result'
  tool_use_id: string
  content: string | (AnthropicTextBlock | AnthropicImageBlock)[]
  is_error?: boolean
}

export interface AnthropicImageBlock {
  type: 'image'
  source: { type: 'base64'; media_type: AnthropicImageType; data: string }
}

export type AnthropicImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

/** A tool as a request names it. Assignable to the SDK's `Tool`. */
export interface AnthropicTool {
  name: string
  description?: string
  input_schema: { type: 'object'; [keyword: string]: unknown }
}
