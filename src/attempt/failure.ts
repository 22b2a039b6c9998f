import { FanfoldError, ToolError } from '../call/error.ts'
import { retryAfterMs } from '../util/retry-after.ts'

/** What a thrown value says of itself. Told by codes alone: messages change, and tools write their own. */
export interface Failure {
  /** Another attempt may succeed. */
  readonly transient: boolean
  /** The failure itself says that nothing was done. */
  readonly nothingDone: boolean
  /** Not before this many milliseconds. */
  readonly retryAfterMs: number | undefined
  /** Whoever ran the attempt is gone: it may go on, have ended, or never have begun. */
  readonly lost?: true
}

/** RFC 9110 and RFC 6585 (429), RFC 8470 (425); 529 is how some providers say that they are overloaded. */
const transientStatus: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 529])
/** The server says that it did not look at the request. */
const untouchedStatus: ReadonlySet<number> = new Set([425, 429])
/** Node's and undici's codes for a connection that failed or broke. */
const transientCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
])
/** The request never left. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const final: Failure = { transient: false, nothingDone: false, retryAfterMs: undefined }
/** `fetch` wraps the socket's error; deeper chains are not about the network. */
const deepestCause = 4

/**
 * Classifies what a tool threw, looking through its causes. `epochMs` is the time now. Never throws: of an error that
 * cannot be read, nothing is known.
 */
export function classify(error: unknown, epochMs: number): Failure {
  try {
    let current = error
    for (let depth = 0; depth < deepestCause && isObject(current); depth += 1) {
      const known = classifyOne(current, epochMs)
      if (known !== undefined) return known
      current = (current as { cause?: unknown }).cause
    }
  } catch {
    // A getter threw, or a proxy did.
  }
  return final
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

const lost: Failure = { transient: true, nothingDone: false, retryAfterMs: undefined, lost: true }
const lostInLine: Failure = { ...lost, nothingDone: true }

function classifyOne(error: object, epochMs: number): Failure | undefined {
  if (FanfoldError.is(error) && error.code === 'attempt_lost')
    return (error as { started?: unknown }).started === false ? lostInLine : lost
  if (error instanceof ToolError)
    return {
      transient: error.retryable,
      nothingDone: error.nothingDone,
      retryAfterMs: delayOf(error),
    }
  const { status, statusCode, code, headers, response } = error as Partial<Record<string, unknown>>
  const http = response as { status?: unknown; headers?: unknown } | null | undefined
  const httpStatus = [status, statusCode, http?.status].find((value) => typeof value === 'number')
  if (httpStatus !== undefined)
    return {
      transient: transientStatus.has(httpStatus as number),
      nothingDone: untouchedStatus.has(httpStatus as number),
      retryAfterMs: retryAfterMs(headers ?? http?.headers, epochMs),
    }
  if (typeof code === 'string' && transientCodes.has(code))
    return { transient: true, nothingDone: unsentCodes.has(code), retryAfterMs: undefined }
  return undefined
}

/** Whoever fills the field from a header that says nothing has NaN in it. */
function delayOf({ retryAfterMs: delayMs }: ToolError): number | undefined {
  return typeof delayMs === 'number' && delayMs >= 0 ? delayMs : undefined
}
