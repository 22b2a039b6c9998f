import { ToolError } from '../../call/errors/error.ts'
import { AttemptLost } from '../../place/attempt-lost.ts'
import { redactError } from '../../util/error-length.ts'
import { errorText } from '../../util/error-text.ts'
import { isConnected, type McpClient } from './client.ts'

/** The request was never taken: nobody listened where it went. */
const neverSent: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
/** The connection broke, before the request was taken or after it. */
const brokenOff: ReadonlySet<unknown> = new Set([
  'CONNECTION_CLOSED',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
])
/**
 * The server asks for something in the middle of a call, and the client cannot give it: as version 2 says it, as servers do
 * (a capability that the client lacks), and to have a page opened first.
 */
const needsInput: ReadonlySet<unknown> = new Set([
  -32_021,
  -32_042,
  'CAPABILITY_NOT_SUPPORTED',
  'UNSUPPORTED_RESULT_TYPE',
  'INPUT_REQUIRED_ROUNDS_EXCEEDED',
])
/** By the specification a session that is over is answered with 404; many servers answer 400. Both are said of calls as well. */
const sessionOver: ReadonlySet<unknown> = new Set([400, 404])
/**
 * What both versions of the client say of an answer, under codes that servers use as well. A server that says it, too, speaks of
 * a tool that has run.
 */
const unfit =
  /^(MCP error -?\d+: )?(Tool .* has an output schema but did not return structured content|Structured content does not match the tool's output schema|Failed to validate structured content)/
/** JSON-RPC's code of a request whose method the server does not have. */
const methodNotFound = -32_601
/** `fetch` wraps the socket's error. */
const deepestCause = 4

/** What a request's failure says of the connection. */
export interface RequestFailure {
  /** What the call is to fail with. */
  readonly error: unknown
  /** Nothing will come over this connection any more. `'perhaps'`: if it refuses a ping, too; then the call was not started. */
  readonly over: boolean | 'perhaps'
}

/**
 * Reads why a call's request failed: what became of the connection by codes, and never by texts, which servers write as they like.
 * That an answer came which the client does not take is told by the client's own words.
 */
export function readFailure(
  error: unknown,
  client: McpClient,
  tool: string,
  told?: Error,
): RequestFailure {
  const { code } = (error ?? {}) as Partial<Record<string, unknown>>
  if (!isConnected(client)) return { error: lost(tool, true, error, told), over: true }
  const codes = codesOf(error)
  if (codes.some((each) => neverSent.has(each)))
    return { error: lost(tool, false, error), over: false }
  if (codes.some((each) => brokenOff.has(each)))
    return { error: lost(tool, 'unknown', error), over: false }
  const http = httpStatus(error)
  if (http !== undefined) {
    const words = answerIn(error)?.message ?? credentialsRefused(tool, http, error as Error)
    const isPerhaps = words === undefined && isSession(http, client)
    return { error: withStatus(error, http as number, words), over: isPerhaps && 'perhaps' }
  }
  if (isAboutAnswer(error)) return { error: unreadable(tool, error), over: false }
  if (needsInput.has(code)) return { error: inputNeeded(tool, error), over: false }
  return { error, over: false }
}

/** Whether a ping that failed so says that server or session is gone, and does not only not know pings. */
export function isGone(error: unknown, client: McpClient): boolean {
  const failure = readFailure(error, client, '')
  if (failure.over !== false || failure.error instanceof AttemptLost) return true
  return isSession(httpStatus(error), client) && answerIn(error)?.code !== methodNotFound
}

/** An attempt whose server or connection is gone. `told`: what the client said by itself before that, such as that an answer was too long. */
export function lost(
  tool: string,
  started: boolean | 'unknown',
  cause: unknown,
  told?: Error,
): AttemptLost {
  const why = told === undefined ? '.' : `: ${redactError(errorText(told))}`
  return new AttemptLost(`The connection to the server of ${tool} was lost${why}`, {
    started,
    cause,
  })
}

function inputNeeded(tool: string, cause: unknown): ToolError {
  return new ToolError(
    `${tool} asked for more input in the middle of the call, from a person or a model, and nobody is there to give it. ` +
      'The call has ended. Call it with all that it needs, or do without it.',
    { code: 'mcp_input_required', cause },
  )
}

/** The server has answered, and the client does not take the answer. */
function isAboutAnswer(error: unknown): boolean {
  const { name, code, message } = (error ?? {}) as Partial<Record<string, unknown>>
  if (code === 'INVALID_RESULT' || name === 'ZodError' || name === '$ZodError') return true
  return typeof message === 'string' && unfit.test(message)
}

function unreadable(tool: string, cause: unknown): ToolError {
  const why = redactError(errorText(cause))
  return new ToolError(
    `${tool} has run, and may have taken effect, but its result could not be read: ${why}\nFind out before you repeat it.`,
    { code: 'mcp_result', cause },
  )
}

function codesOf(error: unknown): unknown[] {
  const codes: unknown[] = []
  for (let current = error, depth = 0; depth < deepestCause; depth += 1) {
    if (typeof current !== 'object' || current === null) break
    codes.push((current as { code?: unknown }).code)
    current = (current as { cause?: unknown }).cause
  }
  return codes
}

function sessionOf(client: McpClient): unknown {
  return (client.transport as { sessionId?: unknown } | undefined)?.sessionId
}

/** JSON-RPC's codes are negative: a positive one is the HTTP status, as version 1 gives it. */
function httpStatus(error: unknown): unknown {
  const { code, status } = (error ?? {}) as Partial<Record<string, unknown>>
  return status ?? (typeof code === 'number' && code > 0 ? code : undefined)
}

/** Both versions say only that a request failed. */
function credentialsRefused(tool: string, http: unknown, { message }: Error): string | undefined {
  if (http !== 401 && http !== 403) return undefined
  const why =
    http === 401
      ? 'it does not take the credentials of the client. Connect with others'
      : 'the credentials of the client do not allow it. Connect with others, or do without it'
  return `${tool} was refused by its server, with HTTP ${http}: ${why}. (${redactError(message)})`
}

/** Whether a request is refused so because its session is over, or may be. */
function isSession(http: unknown, client: McpClient): boolean {
  return sessionOver.has(http) && sessionOf(client) !== undefined
}

interface JsonRpcError {
  readonly code: unknown
  readonly message: string
}

/**
 * The body of a refused request, if it answers that request: both versions put it behind words of their own. What is not about
 * one request, as that a session is over, has no id.
 */
function answerIn(error: unknown): JsonRpcError | undefined {
  const { message } = error as Error
  try {
    const { id, error: answer } = JSON.parse(message.slice(message.indexOf('{'))) as {
      readonly id?: unknown
      readonly error?: Partial<JsonRpcError>
    }
    if (id === undefined || id === null || typeof answer?.message !== 'string') return undefined
    return answer as JsonRpcError
  } catch {
    return undefined
  }
}

/** As it is read where another attempt is decided on. */
function withStatus(error: unknown, status: number, words = (error as Error).message): Error {
  return Object.assign(new Error(words, { cause: error }), { status })
}
