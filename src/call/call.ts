/** Why the arguments of a call could not be read. Set by a wire format; such a call is answered, never run. */
export interface InvalidInput {
  /**
   * `json`: the text is not JSON; `truncated`: the message ended inside the call; `shape`: JSON, but no object; `number`: a
   * number in it cannot be held exactly.
   */
  readonly reason: 'json' | 'truncated' | 'shape' | 'number'
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
  /**
   * JSON pointers (RFC 6901) to numbers of the input that a double cannot hold: their digits stand there as text. Such a call
   * runs only if its tool's schema takes text there.
   */
  readonly digits?: readonly string[] | undefined
}

/** So many calls of one message are read and run; no model makes as many. */
export const mostCalls = 10_000
