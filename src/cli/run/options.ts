import { InvalidArgumentError } from 'commander'
import type { AgentOptions } from '../../agent/contract.ts'

/** The options of `fanfold run`, as commander hands them over. */
export interface RunCommandOptions {
  readonly tools: string
  readonly model: string
  readonly baseUrl?: string
  readonly system?: string
  readonly maxTurns?: number
  readonly concurrency?: number
  readonly deadline?: number
  readonly parallel?: NonNullable<AgentOptions<unknown>['parallel']>
  readonly maxTokens?: number
  readonly journal?: string
  readonly trace?: string
  readonly resume?: string
  readonly json?: boolean
  readonly quiet?: boolean
  /** `false`: only the last message, once it is complete. */
  readonly stream?: boolean
}

/** For commander: a whole number above 0. */
export function positive(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Expected a whole number above 0.')
}

/** For commander: a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError('Expected a number above 0.')
}

/** Options that were given; for interfaces that tell absent from undefined. */
export function definedOnly<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as { [K in keyof T]?: NonNullable<T[K]> }
}
