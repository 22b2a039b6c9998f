import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import { faults } from '../model/fault.ts'
import type { Invariant } from './invariant.ts'

interface Failure {
  readonly transient: boolean
  readonly nothingDone: boolean
  readonly retryAfterMs?: number
}

/** Whether a call whose attempt has just failed has to be tried again, may be, or must not. */
export function mayRetry(
  call: CallWatch,
  failure: Failure,
  nowMs: number,
): 'must' | 'may' | 'must not' {
  const { tool, touch, turn } = call
  const retries = tool?.retries ?? turn.engine.retries
  const isSafe = touch?.readsOnly || tool?.idempotent || failure.nothingDone
  if (!failure.transient || !isSafe || call.rounds > retries) return 'must not'
  if (leftBehind(call) > 1) return 'must not'
  const causes = call.causes(nowMs)
  if (causes.some(({ certain }) => certain)) return 'must not'
  if (causes.length > 0 || turn.engine.retryBudget || tool?.hedge) return 'may'
  // Of one that ends in the moment in which it is let go of, either is seen first.
  if (leftBehind(call, nowMs) > 1) return 'may'
  const [least, most] = delays(call.rounds, failure.retryAfterMs)
  const leftMs = turn.deadlineAtMs - nowMs
  if (most < leftMs) return 'must'
  return least < leftMs ? 'may' : 'must not'
}

/** How many attempts are still at work, though nobody may wait for them any more. */
function leftBehind({ attempts, tool }: CallWatch, sinceMs = Infinity): number {
  if (tool?.hedge) return 0
  return attempts.filter(({ invoked, end }) => invoked && (end?.atMs ?? Infinity) >= sinceMs).length
}

/** The shortest and the longest delay after so many attempts. */
function delays(attempts: number, retryAfterMs: number | undefined): readonly [number, number] {
  if (retryAfterMs === undefined) return [0, Math.min(10_000, 200 * 2 ** (attempts - 1))]
  return [retryAfterMs, retryAfterMs + Math.min(200, retryAfterMs)]
}

/** `nothingDone`: its tool said so as it stopped. */
export function timedOut(nothingDone: boolean): Failure {
  return { transient: true, nothingDone }
}

/** G1: what is tried again may be, and after the delay that it should have. */
export const retries: Invariant = {
  guarantee: 'G1',

  retrying(call, delayMs, code, { nowMs }) {
    const told = `${call.name} is tried again after "${code}"`
    // Of those that threw in one moment the last to be heard decides: the others were over before.
    const threwNow = call.attempts.filter((one) => hasThrown(one, nowMs, code))
    const last = threwNow.findLast(({ overMs }) => overMs === undefined)
    const attempt = last ?? threwNow.at(-1) ?? call.current
    if (call.stage !== 'running' || attempt === undefined) return `${told}, but was not running`
    const threw = code !== 'timeout' && attempt.plan.throws
    const failure: Failure = threw ? faults[threw] : timedOut(attempt.saidNothingDone !== false)
    if (mayRetry(call, failure, nowMs) === 'must not') return `${told}, but must not be`
    if (threw && (attempt.end?.kind !== 'threw' || attempt.end.atMs !== nowMs))
      return `${told}, but its tool has not just thrown`
    const { timeoutAtMs } = attempt
    const stopsItself = attempt.end?.atMs === nowMs
    if (!threw && timeoutAtMs + (stopsItself ? 0 : attempt.graceMs) > nowMs)
      return `${told} before it was over`
    if (nowMs + delayMs >= call.turn.deadlineAtMs) return `${told} when its turn is over`
    const [least, most] = delays(call.rounds, failure.retryAfterMs)
    return delayMs < least || delayMs > most ? `${told} in ${delayMs} ms` : undefined
  },
}

/** The attempt that has just failed so. */
export function thrownNow(
  { attempts }: CallWatch,
  nowMs: number,
  code: string | undefined,
): AttemptWatch | undefined {
  return attempts.find((one) => hasThrown(one, nowMs, code))
}

function hasThrown({ end, plan }: AttemptWatch, nowMs: number, code: string | undefined): boolean {
  return (
    end?.kind === 'threw' &&
    end.atMs === nowMs &&
    plan.throws !== undefined &&
    faults[plan.throws].code === code
  )
}
