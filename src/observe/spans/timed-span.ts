import {
  context as contexts,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api'
import type { Clock } from '../../util/clock.ts'
import type { Barrier } from './barrier.ts'
import { errorType } from './attributes/call.ts'
import { exceptionOf } from './attributes/exception.ts'
import { textOf } from './attributes/names.ts'
import { dateOffsetMs, hrTime } from './wall-clock.ts'

/** How something went wrong. */
export interface SpanError {
  /** As `error.type`. */
  readonly type: string
  readonly message?: string
  readonly thrown?: unknown
}

/** The span of something that is under way, from now until its end, of which there is one. */
export class TimedSpan {
  readonly #barrier: Barrier
  readonly #clock: Clock
  readonly #offsetMs: number
  readonly #startMs: number
  readonly #span: Span | undefined
  #isOver = false

  constructor(
    { tracer, clock }: { readonly tracer: Tracer; readonly clock: Clock },
    barrier: Barrier,
    name: string,
    options: SpanOptions,
  ) {
    this.#barrier = barrier
    this.#clock = clock
    this.#offsetMs = dateOffsetMs(clock)
    this.#startMs = clock.now()
    const startTime = hrTime(this.#startMs + this.#offsetMs)
    this.#span = barrier.try(() => tracer.startSpan(name, { ...options, startTime }))
  }

  /** Calls `what` with this as the active span, and returns what it returns. */
  around<Result>(what: () => Result): Result {
    const span = this.#span
    // What a context manager does to it is not to change its end.
    let end: (() => Result) | undefined
    const run = (): void => void (end = endOf(what))
    if (span !== undefined)
      this.#barrier.try(() => contexts.with(trace.setSpan(contexts.active(), span), run))
    end ??= endOf(what)
    return end()
  }

  /** @returns how long it took, in seconds; undefined if it had ended. */
  end(attributes: Attributes, error?: SpanError): number | undefined {
    if (this.#isOver) return undefined
    this.#isOver = true
    const nowMs = this.#clock.now()
    const span = this.#span
    const time = hrTime(nowMs + this.#offsetMs)
    this.#barrier.try(() => {
      span?.setAttributes({ ...attributes, ...errorType(error?.type) })
      if (error === undefined) return
      if ('thrown' in error) span?.recordException(exceptionOf(error.thrown), time)
      span?.setStatus({ code: SpanStatusCode.ERROR, message: textOf(error.message ?? error.type) })
    })
    this.#barrier.try(() => span?.end(time))
    return (nowMs - this.#startMs) / 1_000
  }
}

/** Calls `what` now: returns, or throws, what it did whenever it is asked. */
function endOf<Result>(what: () => Result): () => Result {
  try {
    const result = what()
    return () => result
  } catch (thrown) {
    return () => {
      throw thrown
    }
  }
}
