import type { CallContext } from '../context/call-context.ts'

/** One attempt, as {@link AroundAttempt} is told of it. */
export interface AttemptInfo<Context = unknown> extends CallContext<Context> {
  readonly turnId: string
  readonly callId: string
  /** The call's place in its turn, from 0. */
  readonly index: number
  /** The tool's name. */
  readonly name: string
  /** From 1. */
  readonly attempt: number
  readonly input: unknown
}

/**
 * Called around the body of an attempt, in the attempt's own async context. It is to call `run` once, before it returns.
 * What the body returns or throws is the attempt's result, whatever this returns. If it throws or does not call `run`,
 * the body runs all the same, and a warning says so.
 */
export type AroundAttempt<Context = unknown> = (
  attempt: AttemptInfo<Context>,
  run: () => unknown,
) => unknown
