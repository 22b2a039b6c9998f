import { errorText } from '../util/error-text.ts'
import type { AnyTool, KeysOf } from './tool.ts'

/** What one call touches. `declared: false` is an undeclared tool, of which nothing is known. */
export interface Effects {
  readonly declared: boolean
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** Why the effects could not be computed; such a call conflicts with everything. */
  readonly fault?: string
}

const none: readonly string[] = Object.freeze([])
const undeclared: Effects = Object.freeze({ declared: false, reads: none, writes: none })
const pure: Effects = Object.freeze({ declared: true, reads: none, writes: none })

/** The tool says that its calls change nothing. Known before there is an input. */
export function readsOnly(tool: AnyTool): boolean {
  return tool.reads !== undefined && (tool.writes === undefined || isEmpty(tool.writes))
}

/**
 * Another attempt can do no harm: the call changes nothing, or repeats are safe.
 * `nothingDone` is a failure's own word that it came before any effect.
 */
export function repeatable(tool: AnyTool, nothingDone = false): boolean {
  return readsOnly(tool) || tool.idempotent === true || nothingDone
}

/** Computes what a call touches. Never throws: a `reads` or `writes` that does is a `fault`. */
export function effectsOf(tool: AnyTool, input: unknown): Effects {
  if (tool.reads === undefined && tool.writes === undefined) return undeclared
  try {
    const reads = keysOf('reads', tool.reads, input)
    const writes = keysOf('writes', tool.writes, input)
    if (reads.length === 0 && writes.length === 0) return pure
    return { declared: true, reads, writes }
  } catch (error) {
    const why = errorText(error)
    return {
      declared: true,
      reads: none,
      writes: ['*'],
      fault: `The effects of "${tool.name}" are unknown, so it runs alone: ${why}`,
    }
  }
}

/** What a call may touch whose input is not known yet: static keys as they are, and anything for a function. */
export function boundOfEffects({ reads, writes }: AnyTool): Effects {
  if (reads === undefined && writes === undefined) return undeclared
  return { declared: true, reads: boundOf(reads), writes: boundOf(writes) }
}

function boundOf(keys: KeysOf<never> | undefined): readonly string[] {
  if (typeof keys === 'function') return ['*']
  return typeof keys === 'string' ? [keys] : (keys ?? none)
}

/** Whether anything is touched at all. */
export function touches({ reads, writes }: Effects): boolean {
  return reads.length > 0 || writes.length > 0
}

function keysOf(
  option: 'reads' | 'writes',
  keys: KeysOf<never> | undefined,
  input: unknown,
): readonly string[] {
  const value: unknown =
    typeof keys === 'function' ? (keys as (input: unknown) => unknown)(input) : keys
  if (value === undefined && typeof keys !== 'function') return none
  if (typeof value === 'string') return [checkKey(option, value)]
  if (Array.isArray(value)) return value.map((key) => checkKey(option, key))
  throw new TypeError(
    `\`${option}\` returned ${describe(value)}, not a string or an array of strings.`,
  )
}

function checkKey(option: string, key: unknown): string {
  if (typeof key === 'string' && key !== '') return key
  throw new TypeError(`\`${option}\` named a key that is ${describe(key)}, not a non-empty string.`)
}

function describe(value: unknown): string {
  return value === '' ? 'empty' : value === null ? 'null' : typeof value
}

function isEmpty(keys: KeysOf<never>): boolean {
  return Array.isArray(keys) && keys.length === 0
}
