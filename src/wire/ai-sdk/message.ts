/**
 * A message of a language model's prompt, as far as we write or change it (`@ai-sdk/provider`,
 * `LanguageModelV4Message`, and those of the versions before it). A message that was read may hold fields that are
 * not named here; they are passed on as they came.
 */
export type AiSdkMessage = { providerOptions?: AiSdkOptions } & (
  | { role: 'system'; content: string }
  | { role: 'user'; content: AiSdkTextPart[] }
  | { role: 'assistant'; content: AiSdkAssistantPart[] }
  | { role: 'tool'; content: AiSdkToolResultPart[] }
)

/** What a provider wants to hear, or said, of a part; by the provider's name. */
export interface AiSdkOptions {
  [provider: string]: { [key: string]: AiSdkJson | undefined }
}

/** A JSON value. */
export type AiSdkJson =
  null | string | number | boolean | { [key: string]: AiSdkJson | undefined } | AiSdkJson[]

export type AiSdkAssistantPart =
  | AiSdkTextPart
  | AiSdkToolCallPart
  | AiSdkToolResultPart
  | { type: 'reasoning'; text: string; providerOptions?: AiSdkOptions }
  | { type: 'custom'; kind: `${string}.${string}`; providerOptions?: AiSdkOptions }
  | {
      type: 'file' | 'reasoning-file'
      data: AiSdkFileData
      mediaType: string
      providerOptions?: AiSdkOptions
    }

export interface AiSdkTextPart {
  type: 'text'
  text: string
  providerOptions?: AiSdkOptions
}

export interface AiSdkToolCallPart {
  type: 'tool-call'
  toolCallId: string
  toolName: string
  input: unknown
  /** The provider runs it itself. */
  providerExecuted?: boolean
  providerOptions?: AiSdkOptions
}

export interface AiSdkToolResultPart {
  type: 'tool-result'
  toolCallId: string
  toolName: string
  output: AiSdkOutput
  providerOptions?: AiSdkOptions
}

export type AiSdkOutput =
  | { type: 'text' | 'error-text'; value: string }
  | { type: 'json' | 'error-json'; value: AiSdkJson }
  | {
      type: 'content'
      value: (
        | { type: 'text'; text: string }
        | { type: 'file'; data: { type: 'data'; data: string }; mediaType: string }
      )[]
    }

export type AiSdkFileData = { type: 'data'; data: Uint8Array | string } | { type: 'url'; url: URL }

/** A tool as a request names it. Assignable to the SDK's `LanguageModelV4FunctionTool`. */
export interface AiSdkTool {
  type: 'function'
  name: string
  description?: string
  inputSchema: { type: 'object'; [keyword: string]: unknown }
}
