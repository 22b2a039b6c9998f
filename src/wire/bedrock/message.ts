/**
 * Bedrock's message, as far as we write or change it
 * (docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html). Assignable to the SDK's `Message`. A
 * message that was read may hold blocks of other kinds too; they are passed on as they came.
 */
export interface BedrockMessage {
  role: 'user' | 'assistant'
  content: BedrockBlock[]
}

export type BedrockBlock =
  | { text: string }
  | { toolUse: BedrockToolUse }
  | { toolResult: BedrockToolResult }
  | { reasoningContent: BedrockReasoning }
  | { cachePoint: { type: 'default' } }

export interface BedrockToolUse {
  toolUseId: string
  name: string
  input: BedrockDocument
}

export interface BedrockToolResult {
  toolUseId: string
  content: BedrockResultBlock[]
  status?: 'success' | 'error'
}

export type BedrockResultBlock =
  | { text: string }
  | { json: BedrockDocument }
  | { image: { format: BedrockImageFormat; source: { bytes: Uint8Array } } }

export type BedrockReasoning =
  { reasoningText: { text: string; signature?: string } } | { redactedContent: Uint8Array }

export type BedrockImageFormat = 'png' | 'jpeg' | 'gif' | 'webp'

/** Any JSON value. */
export type BedrockDocument =
  null | boolean | number | string | BedrockDocument[] | { [key: string]: BedrockDocument }

/** A tool as a request names it. Assignable to the SDK's `Tool`. */
export interface BedrockTool {
  toolSpec: { name: string; description?: string; inputSchema: { json: BedrockDocument } }
}
