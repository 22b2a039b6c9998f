import { ToolError } from '../../src/call/errors/error.ts'
import type { Fault } from '../plan.ts'

/**
 * A fault that tools have: what they throw, and what is to be made of it. A status or a network's code is said of one
 * request, which may not have been the call's first: that nothing was done is the tool's own word.
 */
export interface FaultModel {
  make(): unknown
  readonly code: string
  readonly transient: boolean
  readonly nothingDone: boolean
  readonly retryAfterMs?: number
}

const final = { transient: false, nothingDone: false }

export const faults: Readonly<Record<Fault, FaultModel>> = {
  plain: { ...final, code: 'tool_threw', make: () => new Error('no such thing') },
  nothing: { ...final, code: 'tool_threw', make: () => undefined },
  tool: { ...final, code: 'sold_out', make: () => new ToolError('sold out', { code: 'sold_out' }) },
  'tool-retryable': {
    code: 'busy',
    transient: true,
    nothingDone: false,
    make: () => new ToolError('busy', { code: 'busy', retryable: true }),
  },
  'tool-retry-after': {
    code: 'tool_error',
    transient: true,
    nothingDone: false,
    retryAfterMs: 30,
    make: () => new ToolError('later', { retryAfterMs: 30 }),
  },
  'tool-nothing-done': {
    code: 'locked',
    transient: true,
    nothingDone: true,
    make: () => new ToolError('locked', { code: 'locked', retryable: true, nothingDone: true }),
  },
  'http-400': { ...final, code: 'tool_threw', make: () => httpError(400) },
  'http-429': {
    code: 'tool_threw',
    transient: true,
    nothingDone: false,
    retryAfterMs: 50,
    make: () => httpError(429, { 'retry-after-ms': '50' }),
  },
  'http-503': {
    code: 'tool_threw',
    transient: true,
    nothingDone: false,
    make: () => httpError(503),
  },
  reset: {
    code: 'tool_threw',
    transient: true,
    nothingDone: false,
    make: () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  },
  'refused-in-cause': {
    code: 'tool_threw',
    transient: true,
    nothingDone: false,
    make: () => new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
  },
}

function httpError(status: number, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(`status ${status}`), { status, headers })
}
