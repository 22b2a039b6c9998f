import { lastYielded } from '../call/last-yielded.ts'
import type { AttemptLine } from '../call/attempt-line.ts'
import { reasonOf, type StopCause } from '../call/errors/stop-cause.ts'
import { stoppedWith, type AttemptEnd } from './attempt-end.ts'
import { AttemptContext, type ContextSource } from './attempt-context.ts'
import type { AttemptClock, AttemptJob, Runner } from './attempt-job.ts'
import { follow, promiseOf, thrownOf, wholeOf } from './follow.ts'
import { catchRejections } from '../util/catch-rejections.ts'
import type { TimerHandle } from '../util/clock.ts'
import { copyOrSame } from '../util/copy-value.ts'

/**
 * One try of one call. It ends exactly once, whatever the tool does:
 *
 * 1. The first cause wins: after a stop only an answer that comes within the grace counts, and only as such.
 * 2. With the end, its timers are gone, and what the tool does later is dropped.
 */
export class Attempt<Job extends AttemptJob = AttemptJob> implements ContextSource, AttemptLine {
  readonly job: Job
  readonly clock: AttemptClock
  readonly #onEnd: (job: Job, end: AttemptEnd) => void
  #controller: AbortController | undefined
  #timer: TimerHandle | undefined
  #cause: StopCause | undefined
  #begun = false
  #ended = false
  /** The body has returned or thrown, whether or not that still counted. */
  #bodyEnded = false
  /** When its time-out is due: the later, the longer it stood. As a moment, since a rest may be too small to move the time. */
  #dueMs = Infinity
  /** When it will have told nothing for too long; `Infinity` while calls inside it are under way. */
  #idleDueMs = Infinity
  /** What was told while the event loop was held has been heard. */
  #heardOut = false
  #standsSinceMs: number | undefined
  #inLine = false
  #notRun = false

  constructor(job: Job, clock: AttemptClock, onEnd: (job: Job, end: AttemptEnd) => void) {
    this.job = job
    this.clock = clock
    this.#onEnd = onEnd
  }

  /** Most tools never look at their signal, and making one costs more than all else here: it is made when asked for. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#cause !== undefined) this.#controller.abort(reasonOf(this.#cause))
    }
    return this.#controller.signal
  }

  /** Why it was told to stop, if it was. */
  get stopCause(): StopCause | undefined {
    return this.#cause
  }

  /** It has ended, and its body has not: the tool ignores its signal. */
  get isAbandoned(): boolean {
    return this.#ended && this.#begun && !this.#bodyEnded
  }

  /** Calls the tool, unless it was stopped before; the end may come before this returns. `beganMs`: what the clock said just now. */
  start(runner: Runner, beganMs: number): void {
    if (this.#ended) return
    this.#begun = true
    const { tool, input, timeoutMs, idleTimeoutMs } = this.job
    this.#dueMs = beganMs + timeoutMs
    this.#idleDueMs = beganMs + idleTimeoutMs
    let returned: unknown
    let promise: Promise<unknown> | undefined
    try {
      // Of its own: what a tool does to it is not to show in the model's message, the journal or the next attempt.
      returned = runner.run(tool, copyOrSame(input), new AttemptContext(this), this)
      promise = promiseOf(returned, this)
    } catch (error) {
      // What it returned may be a promise whose `then` cannot be read.
      catchRejections(returned)
      this.job.onBlocked(this.clock.now() - beganMs)
      this.#threw(error)
      return
    }
    const nowMs = this.clock.now()
    this.job.onBlocked(nowMs - beganMs)
    if (promise === undefined) return this.#end({ kind: 'returned', value: returned })
    this.#follow(promise)
    this.#setTimer(Math.min(timeoutMs, idleTimeoutMs), nowMs)
  }

  /** Tells the attempt to stop. It ends when the tool does, after the grace at the latest; at once if it never began. */
  stop(cause: StopCause): void {
    if (this.#ended || this.#cause !== undefined) return
    this.#cause = cause
    this.#clearTimer()
    const { graceMs: ownGraceMs, lineGraceMs = ownGraceMs } = this.job
    const graceMs = !this.#begun ? 0 : this.#inLine ? lineGraceMs : ownGraceMs
    if (graceMs > 0) this.#timer = this.clock.setTimer(onTimer, graceMs, this)
    this.#controller?.abort(reasonOf(cause))
    if (graceMs === 0) this.#end({ kind: 'stopped', cause })
  }

  /** The time-out stands until {@link resume}: all that the tool does is wait. */
  pause(): void {
    this.#standsSinceMs ??= this.clock.now()
  }

  resume(): void {
    if (this.#standsSinceMs === undefined || this.#inLine) return
    this.#dueMs += this.clock.now() - this.#standsSinceMs
    this.#standsSinceMs = undefined
    this.#setTimer(this.#dueMs - this.clock.now())
  }

  /** Calls inside it are under way, and it need tell nothing until they have ended. */
  allowSilence(isAllowed: boolean): void {
    const { idleTimeoutMs } = this.job
    if (idleTimeoutMs === Infinity || this.#ended || this.#cause !== undefined) return
    const nowMs = this.clock.now()
    this.#idleDueMs = isAllowed ? Infinity : nowMs + idleTimeoutMs
    this.#heardOut = false
    if (isAllowed) return
    this.#clearTimer()
    this.#setTimer(Math.min(this.#dueMs - nowMs, idleTimeoutMs))
  }

  /** It waits for a worker, and holds nothing up there. */
  wait(): void {
    this.#inLine = true
    this.allowSilence(true)
    this.pause()
  }

  begin(): void {
    if (!this.#inLine) return
    this.#inLine = false
    this.resume()
    this.allowSilence(false)
  }

  withdraw(): void {
    this.#notRun = this.#inLine
  }

  /** What the tool tells while it is under way. It may be silent for as long again. */
  progress(progress: unknown): void {
    catchRejections(progress)
    if (this.#idleDueMs < Infinity) {
      // The timer stays as it is: when it rings, it is set for what is left.
      this.#idleDueMs = this.clock.now() + this.job.idleTimeoutMs
      this.#heardOut = false
    }
    if (!this.#ended) this.job.progress(progress)
  }

  /** Its timer: of its grace, once it was told to stop. */
  ring(): void {
    this.#timer = undefined
    if (this.#cause !== undefined) this.#end({ kind: 'stopped', cause: this.#cause })
    else if (this.#standsSinceMs === undefined) this.#lookAtTime()
  }

  #lookAtTime(): void {
    const nowMs = this.clock.now()
    const leftMs = Math.min(this.#dueMs, this.#idleDueMs) - nowMs
    const isIdle = nowMs < this.#dueMs
    if (leftMs > 0) this.#setTimer(leftMs)
    else if (leftMs < 0 && !this.#heardOut) {
      // Somebody may have held the event loop, and what the tool told or returned meanwhile be the next that is heard.
      this.#heardOut = true
      this.#setTimer(0)
    } else this.#timeOut(isIdle)
  }

  #timeOut(isIdle: boolean): void {
    const { tool, timeoutMs, idleTimeoutMs } = this.job
    const message = isIdle
      ? `${tool.name} told no progress for ${idleTimeoutMs} ms, which is its idle time-out.`
      : `${tool.name} did not finish within its time-out of ${timeoutMs} ms.`
    this.job.hold(() => this.stop({ kind: 'timeout', message }))
  }

  #setTimer(delayMs: number, nowMs?: number): void {
    if (this.#ended || this.#cause !== undefined || this.#timer !== undefined) return
    if (delayMs < Infinity) this.#timer = this.clock.setTimer(onTimer, delayMs, this, nowMs)
  }

  #follow(promise: Promise<unknown>): void {
    const threw = (error: unknown): void => this.#threw(error)
    follow(promise, (value) => this.#answered(value), threw)
  }

  #answered(value: unknown): void {
    const whole = this.#ended ? undefined : wholeOf(value, this)
    if (whole === undefined) this.#end({ kind: 'returned', value })
    else this.#follow(whole)
  }

  #threw(error: unknown): void {
    const told = this.#ended ? undefined : thrownOf(error, this)
    if (told === undefined) this.#end({ kind: 'threw', error })
    else this.#follow(told)
  }

  /** The last of the values that a body yields; all are told as they come. */
  collect(values: AsyncIterable<unknown>): Promise<unknown> {
    const tell = (value: unknown): boolean => {
      this.progress(value)
      return !this.#ended
    }
    return lastYielded(values, tell, this.clock)
  }

  #end(end: AttemptEnd): void {
    if (end.kind !== 'stopped') this.#bodyEnded = true
    // What a tool threw, or returned too late, may hold promises that nobody awaits.
    if (end.kind === 'threw') catchRejections(end.error)
    else if (end.kind === 'returned' && this.#cause !== undefined) catchRejections(end.value)
    if (this.#ended) {
      this.job.onLateEnd()
      return
    }
    this.#ended = true
    this.#clearTimer()
    const cause = end.kind === 'threw' ? this.#cause : undefined
    const reason = this.#controller?.signal.reason as unknown
    this.#onEnd(this.job, cause ? stoppedWith(cause, end, reason, this.#notRun) : end)
  }

  #clearTimer(): void {
    if (this.#timer === undefined) return
    this.clock.clearTimer(this.#timer)
    this.#timer = undefined
  }
}

function onTimer(attempt: { ring(): void }): void {
  attempt.ring()
}
