import { anotherCall, notJournaled, type CallFailure } from '../../call/errors/call-failure.ts'
import { inDoubt } from '../../call/errors/in-doubt.ts'
import { repeatable } from '../../call/effects.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { Toolset } from '../../call/toolset.ts'
import type { CallHistory, PastCall, StoredResult } from '../../journal/journal.ts'
import type { TimerHandle } from '../../util/clock.ts'
import type { CallRecord } from '../call-record.ts'
import type { EngineSettings } from '../options.ts'
import { stoppedOutcome, unlessBefore } from '../run/outcome.ts'
import type { CallOwners } from '../shared/call-owners.ts'
import { keptInput } from '../shared/same-call.ts'
import type { Wait } from './wait.ts'

type History = ReadonlyMap<string, CallHistory>

/** What the journal says of a call: its result, an answer that follows from it, or nothing that keeps it from running. */
type Past =
  | { readonly kind: 'settled'; readonly result: StoredResult }
  | { readonly kind: 'answer'; readonly failure: CallFailure }
  | { readonly kind: 'run' }

/** What a turn that may have been there before is made of. */
export interface JournalWaitOptions {
  readonly settings: EngineSettings
  readonly tools: Toolset
  /** What is kept of the turn's calls. */
  readonly history: Promise<History>
  /** Who runs the calls of all turns of this id. */
  readonly owners: CallOwners | undefined
  /** Gives a call the result that it had. */
  restore(call: CallRecord, stored: StoredResult): void
}

/**
 * A call of a turn that may have been there before waits for what the journal knows: if it settled it gets its result
 * again, if it had started it is handled by its effects, else it runs.
 */
export class JournalWait implements Wait<CallRecord> {
  readonly reason = 'journal'
  readonly #options: JournalWaitOptions
  #history: History | undefined
  /** Whether anybody has decided on a call of the turn. */
  hasDecisions = false
  #fault: unknown
  #answered = false
  /** How long what another process has started in the queue may be at work. */
  #orphanTimeoutMs: number
  /** Those that wait for the journal's answer. */
  readonly #waiting: Set<CallRecord> = new Set()
  /** Of those that wait for an attempt elsewhere to have ended, or that were told to stop. */
  readonly #timers: Map<CallRecord, TimerHandle> = new Map()
  readonly #passed: WeakSet<CallRecord> = new WeakSet()

  constructor(options: JournalWaitOptions) {
    this.#options = options
    this.#orphanTimeoutMs = options.settings.queue?.orphanTimeoutMs ?? 0
    options.history.then(
      (history) => this.#ask(history),
      (fault: unknown) => {
        this.#fault = fault
        this.#begin(undefined)
      },
    )
  }

  enter(call: CallRecord): boolean {
    if (this.#passed.has(call)) return true
    if (this.#timers.has(call)) return false
    if (this.#answered) return this.#look(call)
    this.#waiting.add(call)
    call.turn.events.waiting(call, 'journal')
    return false
  }

  leave(call: CallRecord): void {
    this.#waiting.delete(call)
    const timer = this.#timers.get(call)
    if (timer === undefined) return
    this.#options.settings.clock.clearTimer(timer)
    this.#timers.delete(call)
  }

  /** Only the journal knows whether the call has run: if it does not say so within the grace, that is not known. */
  stop(call: CallRecord, cause: StopCause): boolean {
    if (this.#passed.has(call)) return false
    if (this.#answered) {
      this.leave(call)
      this.#look(call)
      return true
    }
    this.#waiting.add(call)
    if (this.#timers.has(call)) return true
    const { clock, graceMs } = this.#options.settings
    const giveUp = (): void => {
      call.turn.mover.settle(call, this.#notKnown(call, stoppedOutcome(call, cause)))
      call.turn.mover.flush()
    }
    this.#timers.set(call, clock.setTimer(giveUp, graceMs, undefined))
    return true
  }

  /** Whether it ran before is not known. */
  #notKnown(call: CallRecord, why: CallFailure): CallFailure {
    return unlessBefore(call, why, 'history', this.#options.tools.get(call.call.name))
  }

  /** A decision on this call, or on the same question of the turn. */
  decided(call: CallRecord, resolvedInput: string | undefined): CallHistory['decision'] {
    if (this.#history === undefined || this.#history.size === 0) return undefined
    for (const past of this.#history.values())
      if (past.decision !== undefined && isSameQuestion(call, resolvedInput, past))
        return past.decision
    return undefined
  }

  /** Where a call may be at work in the queue, asks there for how long. */
  #ask(history: History): void {
    const { queue } = this.#options.settings
    const begin = (): void => this.#begin(history)
    if (queue?.orphanTimeout === undefined) return begin()
    if (![...history.values()].some((past) => this.#mayBeAtWork(past.name, past))) return begin()
    const asked = Promise.resolve().then(() => queue.orphanTimeout?.())
    const note = (ms: unknown): void => {
      if (typeof ms === 'number' && ms >= 0) this.#orphanTimeoutMs = ms
    }
    asked.then(note).then(begin, begin)
  }

  #mayBeAtWork(name: string, { startedAtMs, result }: PastCall): boolean {
    const isQueued = this.#options.tools.get(name)?.runsIn === 'queue'
    return isQueued && startedAtMs !== undefined && result === undefined
  }

  #begin(history: History | undefined): void {
    this.#answered = true
    this.#history = history
    if (history !== undefined && history.size > 0)
      this.hasDecisions = [...history.values()].some(({ decision }) => decision !== undefined)
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const call of waiting) {
      this.leave(call)
      call.turn.mover.wake(call)
      // One at a time, so that all come in in call order.
      call.turn.mover.flush()
    }
  }

  /** Returns whether the call may run. */
  #look(call: CallRecord): boolean {
    // What it came to, or comes to, its owner knows better: once this turn knows what was before, too.
    if (this.#fault === undefined && this.#options.owners?.isOfAnother(call)) {
      // Unless that ends only there.
      call.past = this.#history?.get(call.key)
      return this.#act(call, { kind: 'run' })
    }
    const past = this.#pastOf(call)
    const waitMs = this.#atWorkMs(call)
    if (waitMs === 0 || call.stopCause !== undefined) return this.#act(call, past)
    const act = (): void => {
      this.#timers.delete(call)
      if (this.#act(call, past)) call.turn.mover.wake(call)
      call.turn.mover.flush()
    }
    this.#timers.set(call, this.#options.settings.clock.setTimer(act, waitMs, undefined))
    call.turn.events.waiting(call, 'journal', 'its attempt before may still be at work')
    return false
  }

  /** How long an attempt that another process has started may still be at work: neither it nor what follows may begin. */
  #atWorkMs({ call: { name }, past }: CallRecord): number {
    return past !== undefined && this.#mayBeAtWork(name, past) ? this.#orphanTimeoutMs : 0
  }

  #act(call: CallRecord, past: Past): boolean {
    this.#passed.add(call)
    if (past.kind === 'settled') this.#options.restore(call, past.result)
    else if (past.kind === 'answer') call.turn.mover.settle(call, past.failure)
    else if (call.stopCause !== undefined) call.turn.mover.stop(call, call.stopCause)
    return call.outcome === undefined
  }

  #pastOf(call: CallRecord): Past {
    const { name } = call.call
    if (this.#fault !== undefined) {
      // Who knows what was before takes it up.
      const failure = this.#notKnown(call, notJournaled(name, this.#fault))
      return { kind: 'answer', failure: { ...failure, resumable: true } }
    }
    const past = this.#history?.get(call.key)
    if (past === undefined) return { kind: 'run' }
    call.past = past
    if (past.name !== name || keptInput(call.call.input) !== past.input)
      return { kind: 'answer', failure: anotherCall(call.call, past.name) }
    if (past.result === undefined && past.startedAtMs === undefined) return { kind: 'run' }
    call.journaled = true
    if (past.result !== undefined) return { kind: 'settled', result: past.result }
    const tool = this.#options.tools.get(name)
    if (tool !== undefined && repeatable(tool)) return { kind: 'run' }
    return { kind: 'answer', failure: inDoubt(name) }
  }
}

/** An earlier version did not keep with what a call was to run. */
function isSameQuestion(
  { call: { name, input } }: CallRecord,
  resolvedInput: string | undefined,
  past: CallHistory,
): boolean {
  if (past.name !== name || keptInput(input) !== past.input) return false
  return past.resolvedInput === undefined || past.resolvedInput === resolvedInput
}
