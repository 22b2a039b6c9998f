import type { AttemptWatch } from './attempt-watch.ts'
import type { CallWatch } from './call-watch.ts'

/** The attempts in flight: those that the engine says are, and those whose tools are at work. */
export class Flight {
  readonly running: Set<AttemptWatch> = new Set()
  /** Whether or not the engine still waits for them. */
  readonly executing: Set<AttemptWatch> = new Set()
  readonly #nowMs: () => number
  readonly #hasHedges: boolean
  #steps = 0

  constructor(nowMs: () => number, hasHedges: boolean) {
    this.#nowMs = nowMs
    this.#hasHedges = hasHedges
  }

  /** Running numbers, to tell what happened first. */
  step(): number {
    this.#steps += 1
    return this.#steps
  }

  /** Those in flight that surely are: a time-out of this moment may have ended one that others stand beside. */
  get surelyRunning(): ReadonlySet<AttemptWatch> {
    if (!this.#hasHedges) return this.running
    const nowMs = this.#nowMs()
    const sure = [...this.running].filter(
      ({ call, timeoutAtMs }) => timeoutAtMs !== nowMs || call.inFlight.length === 1,
    )
    return new Set(sure)
  }

  /**
   * Of attempts beside each other, those that have failed are over, as long as one is left.
   *
   * @param isQuiet all that was to happen in this moment has happened, time-outs included.
   */
  expire(isQuiet: boolean): void {
    if (!this.#hasHedges) return
    for (const { call } of this.running) {
      if (call.tool?.hedge !== true) continue
      for (const attempt of call.inFlight) {
        const restMs = attempt.timeoutAtMs - this.#nowMs()
        const isLate = isQuiet ? restMs <= 0 && !attempt.stands : restMs < 0
        const hasFailed = attempt.end?.kind === 'threw' || isLate
        if (hasFailed && call.inFlight.length > 1) this.#over(attempt)
      }
    }
  }

  toolThrew(attempt: AttemptWatch): void {
    const { inFlight } = attempt.call
    if (inFlight.length > 1 && inFlight.includes(attempt)) this.#over(attempt)
  }

  /** The call goes on without attempts, or not at all. */
  allOver({ inFlight }: CallWatch): void {
    for (const attempt of inFlight) {
      // Another was faster.
      attempt.isOutrun = attempt.end === undefined && inFlight.length > 1
      this.#over(attempt)
    }
  }

  /** Time moves on, and stands for those that only wait. */
  pass(ms: number): void {
    const standing = [...this.running].filter(({ stands }) => stands)
    for (const attempt of this.running) attempt.noteDue()
    for (const attempt of standing) attempt.stoodMs += ms
  }

  #over(attempt: AttemptWatch): void {
    attempt.overMs = this.#nowMs()
    attempt.overAt = this.step()
    this.running.delete(attempt)
  }
}
