/**
 * Gemini's content, as far as we write or change it (ai.google.dev/api/caching#Content). Assignable to the SDK's
 * `Content`. A content that was read may hold parts of other kinds too; they are passed on as they came.
 */
export interface GeminiContent {
  role: 'user' | 'model'
  parts: GeminiPart[]
}

export interface GeminiPart {
  text?: string
  /** Whether the text is a summary of the model's thoughts. */
  thought?: boolean
  /** Must go back in the part that it came with. */
  thoughtSignature?: string
  inlineData?: { mimeType: string; data: string }
  fileData?: { mimeType?: string; fileUri: string }
  functionCall?: GeminiFunctionCall
  functionResponse?: GeminiFunctionResponse
}

export interface GeminiFunctionCall {
  /** Gemini 3 sends one; older models do not. */
  id?: string
  name: string
  args?: Record<string, unknown>
}

export interface GeminiFunctionResponse {
  /** Only if the call has one. */
  id?: string
  name: string
  response: { result: string } | { error: string }
  parts?: GeminiMedia[]
}

export interface GeminiMedia {
  /** `data` is base64. */
  inlineData: { mimeType: string; data: string }
}

/** The tools as a request names them: all functions in one. Assignable to the SDK's `Tool`. */
export interface GeminiTool {
  functionDeclarations: GeminiFunctionDeclaration[]
}

export interface GeminiFunctionDeclaration {
  name: string
  description?: string
  /** Absent for a function without parameters. */
  parametersJsonSchema?: { [keyword: string]: unknown }
}
