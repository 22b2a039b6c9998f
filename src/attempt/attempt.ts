import { lastYielded, yieldsValues } from '../call/last-yielded.ts'
import type { AnyTool, ToolContext } from '../call/tool.ts'
import { reasonOf, type StopCause } from '../call/stop-cause.ts'
import { AttemptContext, type ContextSource } from './attempt-context.ts'
import type { Clock, TimerHandle } from '../util/clock.ts'

export type AttemptEnd =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'stopped'; readonly cause: StopCause }

/** What one attempt is made of. */
export interface AttemptJob {
  readonly tool: AnyTool
  readonly input: unknown
  readonly callId: string
  readonly turnId: string
  /** Which attempt of its call, from 1. */
  readonly number: number
  readonly idempotencyKey: string
  readonly fencingToken: number | undefined
  readonly timeoutMs: number
  /** How long a stopped attempt may take to end; 0: its end is not waited for. */
  readonly graceMs: number
  progress(progress: unknown): void
  /** Told, before any end, how long the tool took to return, if only a promise, in milliseconds. */
  held(heldMs: number): void
}

/** Where the tool is called. */
export interface Runner {
  run(tool: AnyTool, input: unknown, context: ToolContext): unknown
}

/**
 * One try of one call. It ends exactly once, whatever the tool does:
 *
 * 1. The first cause wins: after a stop only an answer that comes within the grace counts, and only as such.
 * 2. With the end, its timers are gone, and what the tool does later is dropped.
 */
export class Attempt<Job extends AttemptJob = AttemptJob> implements ContextSource {
  readonly job: Job
  readonly #clock: Clock
  readonly #onEnd: (job: Job, end: AttemptEnd) => void
  #controller: AbortController | undefined
  #timer: TimerHandle | undefined
  #cause: StopCause | undefined
  #begun = false
  #ended = false

  constructor(job: Job, clock: Clock, onEnd: (job: Job, end: AttemptEnd) => void) {
    this.job = job
    this.#clock = clock
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

  /** Calls the tool, unless it was stopped before; the end may come before this returns. */
  start(runner: Runner): void {
    if (this.#ended) return
    this.#begun = true
    const { tool, input, timeoutMs } = this.job
    const beganMs = this.#clock.now()
    let returned: unknown
    let promise: Promise<unknown> | undefined
    try {
      returned = runner.run(tool, input, new AttemptContext(this))
      // Somebody else's thenable may call back twice or throw; a promise of the platform's does not.
      if (isThenable(returned))
        promise = returned instanceof Promise ? returned : Promise.resolve(returned)
      else if (yieldsValues(returned)) promise = this.#collect(returned)
    } catch (error) {
      this.job.held(this.#clock.now() - beganMs)
      this.#end({ kind: 'threw', error })
      return
    }
    this.job.held(this.#clock.now() - beganMs)
    if (promise === undefined) {
      this.#end({ kind: 'returned', value: returned })
      return
    }
    this.#follow(promise)
    if (timeoutMs < Infinity && !this.#ended && this.#cause === undefined)
      this.#timer = this.#clock.setTimer(onTimeout, timeoutMs, this)
  }

  /** Tells the attempt to stop. It ends when the tool does, after the grace at the latest; at once if it never began. */
  stop(cause: StopCause): void {
    if (this.#ended || this.#cause !== undefined) return
    this.#cause = cause
    this.#clearTimer()
    const graceMs = this.#begun ? this.job.graceMs : 0
    if (graceMs > 0) this.#timer = this.#clock.setTimer(onGraceOver, graceMs, this)
    this.#controller?.abort(reasonOf(cause))
    if (graceMs === 0) this.#end({ kind: 'stopped', cause })
  }

  /** What the tool tells while it is under way. */
  progress(progress: unknown): void {
    if (!this.#ended) this.job.progress(progress)
  }

  timeout(): void {
    const { tool, timeoutMs } = this.job
    this.stop({
      kind: 'timeout',
      message: `${tool.name} did not finish within its time-out of ${timeoutMs} ms.`,
    })
  }

  graceOver(): void {
    if (this.#cause !== undefined) this.#end({ kind: 'stopped', cause: this.#cause })
  }

  #follow(promise: Promise<unknown>): void {
    const threw = (error: unknown): void => this.#end({ kind: 'threw', error })
    try {
      promise.then((value: unknown) => this.#answered(value), threw)
    } catch (error) {
      // A promise may have a `then` of its own, or a proxy around it.
      threw(error)
    }
  }

  #answered(value: unknown): void {
    if (yieldsValues(value)) this.#follow(this.#collect(value))
    else this.#end({ kind: 'returned', value })
  }

  #collect(values: AsyncIterable<unknown>): Promise<unknown> {
    return lastYielded(values, (value) => {
      this.progress(value)
      return !this.#ended
    })
  }

  #end(end: AttemptEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#clearTimer()
    const stopped = this.#cause !== undefined && end.kind === 'threw'
    this.#onEnd(this.job, stopped ? { kind: 'stopped', cause: this.#cause as StopCause } : end)
  }

  #clearTimer(): void {
    if (this.#timer === undefined) return
    this.#clock.clearTimer(this.#timer)
    this.#timer = undefined
  }
}

function onTimeout(attempt: { timeout(): void }): void {
  attempt.timeout()
}

function onGraceOver(attempt: { graceOver(): void }): void {
  attempt.graceOver()
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}
