import { anything, callable, valueThat, type Check } from '../../call/expect.ts'
import {
  listOf,
  nestedOptions,
  optional,
  optionsCheck,
  required,
  type Settings,
} from '../../call/options/option-list.ts'
import { isDeepStrictEqual } from 'node:util'

/** A call to try. */
export interface VerifiedCall {
  /** The tool's. */
  readonly name: string
  readonly input: unknown
}

/** What `verifyEffects` needs to know. */
export interface VerifyEffectsOptions<Context = unknown> {
  /** The calls whose pairs are tried: for each tool a few, with inputs that meet. */
  readonly calls: readonly VerifiedCall[]
  /** Gives what the calls may change, as plain data: all of it that matters. */
  readonly snapshot: () => unknown
  /** Brings back what `snapshot` gave. */
  readonly restore: (snapshot: unknown) => unknown
  /**
   * Whether two results of a tool, or two snapshots, are the same; default: deeply equal. For what differs each time: time stamps, ids
   * that are made, an order that means nothing.
   */
  readonly equal?: ((one: unknown, other: unknown) => boolean) | undefined
  /** For the tools, as of a turn. */
  readonly context?: Context | undefined
}

const call: Check<VerifiedCall> = nestedOptions<VerifiedCall>({
  name: required(
    valueThat('a non-empty string', (value) => typeof value === 'string' && value !== ''),
  ),
  input: optional(anything),
}) as Check<VerifiedCall>

/** Options that have been checked. */
export type VerifySettings = Settings<VerifyEffectsOptions, 'equal'>

const check = optionsCheck<VerifyEffectsOptions, 'equal'>({
  calls: required(listOf(call)),
  snapshot: required(callable()),
  restore: required(callable()),
  equal: optional(callable(), isDeepStrictEqual),
  context: optional(anything),
})

/** @throws {UsageError} naming the first option that is not what it should be. */
export function checkVerifyOptions(options: unknown): VerifySettings {
  return check(options ?? null, 'verifyEffects')
}
