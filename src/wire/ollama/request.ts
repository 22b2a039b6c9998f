/** A request's own parameters, in Ollama's words. The messages are the conversation's. */
export interface OllamaParams {
  readonly model: string
  /** Default true. */
  readonly stream?: boolean
  /** Whether the model thinks before it answers, or how much. */
  readonly think?: boolean | string
  /** The model's own options, such as `num_ctx`. */
  readonly options?: object
  /** Tools that are not the engine's; those are added. */
  readonly tools?: readonly object[]
  readonly [param: string]: unknown
}
