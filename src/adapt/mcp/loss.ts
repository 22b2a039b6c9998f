import { ToolError } from '../../call/errors/error.ts'
import { AttemptLost } from '../../place/attempt-lost.ts'
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
/** By the specification a session that is over is answered with 404; many servers answer 400. */
const sessionOver: ReadonlySet<unknown> = new Set([400, 404])
/** `fetch` wraps the socket's error. */
const deepestCause = 4

/** What a request's failure says of the connection. */
export interface RequestFailure {
  /** What the call is to fail with. */
  readonly error: unknown
  /** Nothing will come over this connection any more. */
  readonly over: boolean
}

/** Reads why a call's request failed: by codes, and never by texts, which servers write as they like. */
export function readFailure(error: unknown, client: McpClient, tool: string): RequestFailure {
  const { code, status } = (error ?? {}) as Partial<Record<string, unknown>>
  if (!isConnected(client)) return { error: lost(tool, true, error), over: true }
  const codes = codesOf(error)
  if (codes.some((each) => neverSent.has(each)))
    return { error: lost(tool, false, error), over: false }
  if (codes.some((each) => brokenOff.has(each)))
    return { error: lost(tool, 'unknown', error), over: false }
  // JSON-RPC's codes are negative: a positive one is the HTTP status, as version 1 gives it.
  const http = status ?? (typeof code === 'number' && code > 0 ? code : undefined)
  if (sessionOver.has(http) && sessionOf(client) !== undefined)
    return { error: lost(tool, false, error), over: true }
  if (needsInput.has(code)) return { error: inputNeeded(tool, error), over: false }
  if (http !== undefined && status === undefined)
    return { error: withStatus(error, http as number), over: false }
  return { error, over: false }
}

/** An attempt whose server or connection is gone. */
export function lost(tool: string, started: boolean | 'unknown', cause: unknown): AttemptLost {
  return new AttemptLost(`The connection to the server of ${tool} was lost.`, { started, cause })
}

function inputNeeded(tool: string, cause: unknown): ToolError {
  return new ToolError(
    `${tool} asked for more input in the middle of the call, from a person or a model, and nobody is there to give it. ` +
      'The call has ended. Call it with all that it needs, or do without it.',
    { code: 'mcp_input_required', cause },
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

/** As it is read where another attempt is decided on. */
function withStatus(error: unknown, status: number): Error {
  return Object.assign(new Error((error as Error).message, { cause: error }), { status })
}
