import { FanfoldError, ToolError } from '../call/errors/error.ts'
import { httpFacts } from '../util/http-error.ts'
import { retryAfterMs } from '../util/retry-after.ts'

/** What a thrown value says of itself. Told by codes and names alone: messages change, and tools write their own. */
export interface Failure {
  /** Another attempt may succeed. */
  readonly transient: boolean
  /** The tool itself says that nothing was done, or the attempt never began. A status speaks of one request, not of it. */
  readonly nothingDone: boolean
  /** Not before this many milliseconds. */
  readonly retryAfterMs: number | undefined
  /** What ran the attempt is gone: it may go on, or have ended; `unknown`: or never have begun. */
  readonly lost?: true | 'unknown'
}

/** RFC 9110 and RFC 6585 (429), RFC 8470 (425); 529 is how some providers say that they are overloaded. */
const transientStatus: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 529])
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
/** How the platform names a time-out: what `AbortSignal.timeout` aborts a request with has no code of its own. */
const timeoutName = 'TimeoutError'
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
      // What a cause says of itself it does not say of what was around it.
      if (known !== undefined) return depth === 0 ? known : { ...known, nothingDone: false }
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
const lostAltogether: Failure = { ...lost, lost: 'unknown' }

function classifyOne(error: object, epochMs: number): Failure | undefined {
  if (FanfoldError.is(error) && error.code === 'attempt_lost') {
    const { started } = error as { started?: unknown }
    if (started === false) return lostInLine
    return started === 'unknown' ? lostAltogether : lost
  }
  if (ToolError.is(error))
    return {
      transient: error.retryable === true,
      nothingDone: error.nothingDone === true,
      retryAfterMs: delayOf(error),
    }
  const { code, name } = error as Partial<Record<string, unknown>>
  const { status, headers } = httpFacts(error)
  if (status !== undefined) {
    const delayMs = retryAfterMs(headers, epochMs)
    return { transient: transientStatus.has(status), nothingDone: false, retryAfterMs: delayMs }
  }
  if (name === timeoutName || (typeof code === 'string' && transientCodes.has(code)))
    return { transient: true, nothingDone: false, retryAfterMs: undefined }
  return undefined
}

/** Filled from a header that says nothing, it is NaN; and nobody can wait forever. */
function delayOf({ retryAfterMs: delayMs }: ToolError): number | undefined {
  return Number.isFinite(delayMs) && (delayMs as number) >= 0 ? delayMs : undefined
}
