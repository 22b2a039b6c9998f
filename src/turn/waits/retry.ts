import type { Failure } from '../../attempt/failure.ts'
import type { RetryBudget } from '../../attempt/retry-budget.ts'
import { notRetried, retryLater, type CallFailure } from '../../call/errors/call-failure.ts'
import { repeatable } from '../../call/effects.ts'
import { backoffMs } from '../../util/backoff.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { TimerHandle } from '../../util/clock.ts'
import type { CallRecord } from '../call-record.ts'
import type { EngineSettings } from '../options.ts'
import type { Wait } from './wait.ts'

/** After so many lost attempts of one call the next one would be lost, too. */
const mostLosses = 3

/** A call whose attempt failed waits before the next one, unless there is to be none. */
export class RetryWait implements Wait<CallRecord> {
  readonly reason = 'retry'
  readonly #settings: EngineSettings
  readonly #budget: RetryBudget | undefined
  readonly #timers: Map<CallRecord, TimerHandle> = new Map()

  constructor(settings: EngineSettings, budget: RetryBudget | undefined) {
    this.#settings = settings
    this.#budget = budget
  }

  /** How many calls wait. */
  get size(): number {
    return this.#timers.size
  }

  enter(call: CallRecord): boolean {
    return this.#timers.size === 0 || !this.#timers.has(call)
  }

  /** Has a call wait for its next attempt. */
  begin(call: CallRecord, delayMs: number): void {
    const go = (): void => {
      this.#timers.delete(call)
      call.turn.mover.wake(call)
      call.turn.mover.flush()
    }
    this.#timers.set(call, this.#settings.clock.setTimer(go, delayMs, undefined))
  }

  leave(call: CallRecord): void {
    const timer = this.#timers.size === 0 ? undefined : this.#timers.get(call)
    if (timer === undefined) return
    this.#settings.clock.clearTimer(timer)
    this.#timers.delete(call)
  }

  /** After how many milliseconds a call whose attempt failed gets the next one; undefined if it gets none. */
  delayMs(call: CallRecord, failure: Failure): number | undefined {
    const { transient, nothingDone, retryAfterMs, lost } = failure
    const { clock, retries } = this.#settings
    const { tool } = call
    const rounds = call.attempts?.rounds ?? 0
    if (tool === undefined || !transient || isStoppedForGood(call, tool)) return undefined
    // As after a crash: what may run again runs again, whether or not its tool asks for retries.
    if (lost) return rounds <= mostLosses && repeatable(tool, nothingDone) ? 0 : undefined
    if (rounds > (tool.retries ?? retries) || !repeatable(tool, nothingDone)) return undefined
    // Of a tool that ignores its signal only one body more may be at work, or a limit would be exceeded many times over.
    if ((call.attempts?.abandoned ?? 0) > 1) return undefined
    if (this.#isTooFar(failure)) return undefined
    const delayMs = backoffMs(rounds, clock.random(), retryAfterMs)
    if (delayMs >= call.turn.remainingMs()) return undefined
    if (this.#budget?.take(clock.now()) === false) return undefined
    return delayMs
  }

  /** How a call is answered that gets no other attempt: if its service has said when one may succeed, with that. */
  lastWord(call: CallRecord, outcome: CallFailure, failure: Failure): CallFailure {
    if (!this.#isTooFar(failure)) return outcome
    return notRetried(outcome, retryLater(call.call.name, failure.retryAfterMs))
  }

  /** Its service has asked to be left alone for longer than calls are made to wait. */
  #isTooFar(failure: Failure): failure is Failure & { readonly retryAfterMs: number } {
    const { transient, retryAfterMs } = failure
    return transient && (retryAfterMs ?? 0) > this.#settings.maxRetryAfterMs
  }
}

/** One that is suspended is tried again where it is taken up, if it may be: nobody knows there what its failure said. */
function isStoppedForGood({ stopCause }: CallRecord, tool: AnyTool): boolean {
  return stopCause !== undefined && !(stopCause.kind === 'suspended' && repeatable(tool))
}
