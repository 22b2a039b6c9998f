/**
 * An item of OpenAI's Responses API, of a request's `input` or a response's `output`, as far as we write or change it
 * (platform.openai.com/docs/api-reference/responses). Assignable to the SDK's `ResponseInputItem`. A response may hold
 * items of other types too (`web_search_call`, `mcp_call`, …) and other fields; they are passed on as they came.
 */
export type ResponsesItem =
  | ResponsesTextMessage
  | ResponsesAnswer
  | ResponsesReasoning
  | ResponsesFunctionCall
  | ResponsesCustomToolCall
  | ResponsesCallOutput

export interface ResponsesTextMessage {
  type: 'message'
  role: 'user' | 'system' | 'developer'
  content: string
}

/** What the model said. */
export interface ResponsesAnswer {
  type: 'message'
  id: string
  role: 'assistant'
  status: 'in_progress' | 'completed' | 'incomplete'
  content: (
    | { type: 'output_text'; text: string; annotations: never[] }
    | { type: 'refusal'; refusal: string }
  )[]
  /** Whether it comments on what it does or gives its answer; models do worse if it is not sent back. */
  phase?: 'commentary' | 'final_answer' | null
}

export interface ResponsesReasoning {
  type: 'reasoning'
  id: string
  summary: { type: 'summary_text'; text: string }[]
  encrypted_content?: string | null
}

/** `call_id` is the call's; `id` only the item's. */
export interface ResponsesFunctionCall {
  type: 'function_call'
  id?: string
  call_id: string
  name: string
  arguments: string
}

/** A call of a tool that takes plain text. */
export interface ResponsesCustomToolCall {
  type: 'custom_tool_call'
  id?: string
  call_id: string
  name: string
  input: string
}

export interface ResponsesCallOutput {
  type: 'function_call_output' | 'custom_tool_call_output'
  call_id: string
  output: string | ResponsesOutputPart[]
}

export type ResponsesOutputPart =
  { type: 'input_text'; text: string } | { type: 'input_image'; image_url: string; detail: 'auto' }

/** A tool as a request names it: with JSON arguments, or with plain text. Assignable to the SDK's `Tool`. */
export type ResponsesTool =
  | {
      type: 'function'
      name: string
      description?: string
      parameters: { [keyword: string]: unknown }
      strict: boolean
    }
  | { type: 'custom'; name: string; description?: string }
