import type { ToolContext } from '../call/tool.ts'
import type { AttemptJob } from './attempt-job.ts'

/** What the context asks of its attempt. */
export interface ContextSource {
  readonly job: AttemptJob
  readonly signal: AbortSignal
  progress(progress: unknown): void
}

/**
 * What a tool is given beside its input. All of it is own properties, so that a tool may spread it; the signal is one
 * that is made when asked for. One getter for all contexts: with one each, V8 keeps every object in a form of its
 * own, which costs more than the rest of an attempt.
 */
export class AttemptContext implements ToolContext<never> {
  declare readonly signal: AbortSignal
  readonly callId: string
  readonly turnId: string
  /** Of the type that its tool needs, which nobody knows here. */
  readonly context: never
  readonly attempt: number
  readonly idempotencyKey: string
  readonly fencingToken: number | undefined
  readonly progress: (progress: unknown) => void
  readonly #source: ContextSource

  static readonly #signal: PropertyDescriptor & ThisType<AttemptContext> = {
    get(): AbortSignal {
      return this.#source.signal
    },
    enumerable: true,
    configurable: true,
  }

  constructor(source: ContextSource) {
    const { callId, turnId, context, number, idempotencyKey, fencingToken } = source.job
    this.#source = source
    this.callId = callId
    this.turnId = turnId
    this.context = context as never
    this.attempt = number
    this.idempotencyKey = idempotencyKey
    this.fencingToken = fencingToken
    // Bound, and no function of this constructor: V8 keeps all that such a one sees for long.
    this.progress = source.progress.bind(source)
    Object.defineProperty(this, 'signal', AttemptContext.#signal)
  }
}
