/** Messages of clients that say only that something failed; why, says their cause. */
const sayNothing =
  /^(?:fetch failed|failed to fetch|terminated|(?:connection|network|request)(?: error| failed)|error sending request.*|cannot connect to api:?)\.?$/i
/** A client may wrap `fetch`, which wraps the socket's error. */
const deepest = 5

/** Why a request came to nothing. */
export interface NetworkCause {
  /** Node's or the platform's code: `ECONNREFUSED`. */
  readonly code: string | undefined
  /** In the words of what found out, with the address. */
  readonly message: string
}

/** What lies under an error whose own message says nothing; undefined of all others. May throw, where reading an error does. */
export function networkCauseOf(error: object): NetworkCause | undefined {
  let current: unknown = error
  let found: NetworkCause | undefined
  for (
    let depth = 0;
    depth < deepest && typeof current === 'object' && current !== null;
    depth += 1
  ) {
    const { message, code, cause, errors } = current as Partial<Record<string, unknown>>
    if (depth > 0) {
      const [first] = Array.isArray(errors) ? (errors as unknown[]) : []
      const words = [message, (first as { message?: unknown } | undefined)?.message]
      const known = typeof code === 'string' ? code : undefined
      const said = words.find((each) => typeof each === 'string' && each !== '') ?? known
      if (typeof said === 'string') found = { code: known ?? found?.code, message: said }
    }
    if (typeof message === 'string' && message !== '' && !sayNothing.test(message)) break
    current = cause
  }
  return found
}
