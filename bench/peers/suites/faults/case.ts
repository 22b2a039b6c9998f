import type { ScriptedCall, ScriptedReply } from '../../../../src/testing/index.ts'
import type { Feature, RunRequest } from '../../contest.ts'

/** What a call's result must say: the tool's value, something (an error, say), whatever it may be, or words. */
export type Says = 'value' | 'something' | 'anything' | RegExp

/** One way in which a turn of three calls goes wrong, and what is right then. */
export interface FaultCase {
  readonly name: string
  readonly title: string
  readonly calls: readonly ScriptedCall[]
  /** What is wrong with the message, if it is the message. */
  readonly reply?: Pick<ScriptedReply, 'stop' | 'break'>
  /** What is wrong with the tool, if it is the tool: a key of `badTools`. */
  readonly tool?: string
  readonly options?: Pick<RunRequest, 'toolTimeoutMs' | 'turnDeadlineMs'>
  readonly needs?: Feature
  /** How long after the start of the bad call the run is aborted, in milliseconds. */
  readonly abortAfterMs?: number
  /** In call order: what the next request must tell the model. Not asked of a run that is aborted. */
  readonly says: readonly Says[]
  /** A call, by its index, that must not run, and what is wrong if it does. */
  readonly neverRuns?: readonly [call: number, wrong: string]
  /** A run that ends has nothing lost if it gives what had finished; else it must give the two good results. */
  readonly mayEnd?: boolean
  /** By when the next request, or the end, must have come; in milliseconds. */
  readonly withinMs?: number
  /** How much later than alone the two good calls may end, in milliseconds. */
  readonly siblingsWithinMs?: number
  /** The error holds the secret, which the model has no need of. */
  readonly hasSecret?: boolean
}

/** What a careless error tells, and no model should be told. */
export const secret = 'SECRET'
export const secretError = `connection refused (dsn=postgres://u:${secret}@db/x)`

/** How long a good call takes, in milliseconds. */
export const goodMs = 50
/** How long a run may take, in milliseconds; what has not ended by then hangs. */
export const runLimitMs = 4_000
