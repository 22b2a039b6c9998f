import type { ToolResult } from '../../src/call/report/result.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import { firstOnes, type Cause } from '../watch/cause.ts'
import { mayRetry, timedOut } from './retry.ts'

/** Says what is wrong about the result of a call that was stopped. */
export function stoppedFault(
  call: CallWatch,
  { status, error }: ToolResult,
  nowMs: number,
  told: string,
): string | undefined {
  const attempt = call.stage === 'running' ? call.current : undefined
  const causes = firstOnes((attempt ?? call).causes(nowMs))
  const hasStarted = call.attempts.length > 0
  const explaining = causes.filter(
    ({ kind }) => error?.code === kind.replace('-', '_') && status === statusOf(kind, hasStarted),
  )
  if (explaining.length === 0) {
    const list = causes.map(({ kind, atMs }) => `${kind} at ${atMs}`).join(', ')
    return `${told}, which nothing explains (causes: ${list || 'none'})`
  }
  const wrong = explaining.map((cause) => graceFault(call, attempt, cause, nowMs))
  if (!wrong.includes(undefined)) return `${told} ${wrong[0]}`
  const timeout = timedOut(attempt?.saidNothingDone === true)
  if (error?.code === 'timeout' && mayRetry(call, timeout, nowMs) === 'must')
    return `${told}, but should have been tried again`
  return hasStarted ? doubtFault(call, error?.message ?? '', told) : undefined
}

/** What may have taken effect is told of, and nothing else. */
function doubtFault({ attempts, tool, touch }: CallWatch, message: string, told: string) {
  const said = attempts.map(({ saidNothingDone }) => saidNothingDone)
  // Of those beside each other, any may be the one that is heard first.
  if (said.includes(undefined) || tool?.hedge) return undefined
  const isOpen = touch?.readsOnly !== true && said.includes(false)
  if (/may or may not have taken effect/.test(message) === isOpen) return undefined
  return `${told}, and ${isOpen ? 'the doubt is not told' : 'there is no doubt'}`
}

/** In milliseconds: sums of times are not exact. */
const tolerance = 1e-6

/** A call that was stopped ends at once, or with its tool, or with its grace. */
function graceFault(
  call: CallWatch,
  attempt: AttemptWatch | undefined,
  cause: Cause,
  nowMs: number,
): string | undefined {
  // Stopped by who watched it start, it has never run: there is nothing to wait for.
  const dueMs = attempt?.invoked ? cause.atMs + attempt.graceMs : cause.atMs
  // The result of one inside may be kept back until what is around it has a slot; while it is, that is looked at.
  const stoppedItself =
    attempt?.end !== undefined &&
    (attempt.end.atMs === nowMs || call.isLastInside || call.wasKeptBack)
  if (nowMs > dueMs + tolerance && call.turn.parent === undefined)
    return `${nowMs - dueMs} ms too late`
  return nowMs < dueMs && !stoppedItself
    ? `${dueMs - nowMs} ms before its grace was over`
    : undefined
}

function statusOf(kind: Cause['kind'], hasStarted: boolean): ToolResult['status'] {
  if (kind === 'timeout') return 'timed-out'
  if (kind === 'deadline') return hasStarted ? 'timed-out' : 'skipped'
  return hasStarted || kind === 'cancelled' ? 'cancelled' : 'skipped'
}
