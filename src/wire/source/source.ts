/** What a user holds, made one of two things. */
export type Source =
  /** A whole response, parsed. */
  | { readonly kind: 'whole'; readonly response: unknown }
  /**
   * The events of a stream, parsed, to be iterated once. The iteration rejects if the stream breaks or holds what
   * cannot be read, and with the signal's reason as soon as the signal fires. The end mark of an OpenAI event
   * stream is an event too: the string `[DONE]`.
   */
  | { readonly kind: 'events'; readonly events: AsyncIterable<unknown> }

/** One that broke before its first event: its iteration rejects. */
export function brokenSource(error: unknown): Source {
  const next = async (): Promise<never> => {
    throw error
  }
  return { kind: 'events', events: { [Symbol.asyncIterator]: () => ({ next }) } }
}
