/** Why the arguments of a call could not be read. Set by a wire format; such a call is answered, never run. */
export interface InvalidInput {
  /** `json`: the text is not JSON; `truncated`: the message ended inside the call; `shape`: JSON, but no object. */
  readonly reason: 'json' | 'truncated' | 'shape'
  /** What is wrong and where, as one sentence that the model can act on. */
  readonly message: string
  /** The arguments as they came. */
  readonly text: string
}

/** One tool call, as the model made it. */
export interface ToolCall {
  /** The provider's id, to the letter. May be missing where the provider sends none. */
  readonly id: string
  readonly name: string
  /** The arguments as a JSON value. */
  readonly input: unknown
  readonly invalid?: InvalidInput | undefined
}

/** So many calls of one message are read and run; no model makes as many. */
export const mostCalls = 10_000
