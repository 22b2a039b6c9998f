import type { Parallel } from '../../agent/model.ts'

/** One way to run the same conversation. */
export interface Mode {
  readonly name: 'one-call-per-turn' | 'sequential' | 'parallel' | 'eager'
  readonly about: string
  /** What the model is asked for. */
  readonly parallel: Parallel
  readonly concurrency: number
  /** Whether the tools say that they only read, so that their calls need not wait for the whole message. */
  readonly declared: boolean
}

/** From the slowest to the fastest; each differs from the one before it in one thing. */
export const modes: readonly Mode[] = [
  {
    name: 'one-call-per-turn',
    about: 'the model may make one call a message',
    parallel: 'forbid',
    concurrency: 16,
    declared: false,
  },
  {
    name: 'sequential',
    about: 'three calls in one message, run one by one',
    parallel: 'encourage',
    concurrency: 1,
    declared: false,
  },
  {
    name: 'parallel',
    about: 'the same, run side by side once the message is complete',
    parallel: 'encourage',
    concurrency: 16,
    declared: false,
  },
  {
    name: 'eager',
    about: 'the same, each started while the message still streams, as its tool declares `reads`',
    parallel: 'encourage',
    concurrency: 16,
    declared: true,
  },
]
