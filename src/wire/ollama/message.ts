/**
 * Ollama's message, as far as we write or change it (docs.ollama.com/api/chat). Assignable to the `Message` of the
 * `ollama` package. A message that was read may hold other fields too; they are passed on as they came.
 */
export interface OllamaMessage {
  role: 'system' | 'user' | 'assistant' | 'tool'
  content: string
  thinking?: string
  tool_calls?: OllamaToolCall[]
  /** The tool whose result the message is. Results stand in the order of the calls, for most of these have no ids. */
  tool_name?: string
  /** The call's id, if it has one (github.com/ollama/ollama, api/types.go). */
  tool_call_id?: string
}

export interface OllamaToolCall {
  function: { name: string; arguments: { [key: string]: unknown } }
}

/** A tool as a request names it. Assignable to the package's `Tool`. */
export interface OllamaTool {
  type: 'function'
  function: { name: string; description?: string; parameters: OllamaParameters }
}

/** The JSON Schema of a tool's input. */
export interface OllamaParameters {
  type: 'object'
  [keyword: string]: unknown
}
