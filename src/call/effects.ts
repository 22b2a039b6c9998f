import { catchRejections } from '../util/catch-rejections.ts'
import { copyToRead } from '../util/copy-to-read.ts'
import { cutError } from '../util/error-length.ts'
import { errorText } from '../util/error-text.ts'
import { arrayWith, plainClass, type Mutable } from '../util/without-literal.ts'
import { isThenable } from '../util/is-thenable.ts'
import { noContext, type CallContext } from './context/call-context.ts'
import {
  boundedKeys,
  mostKeyCharacters,
  mostKeys,
  mostKeySegments,
  namingKeys,
} from './key-bounds.ts'

/** Resource keys: one, several, or a function of the input. `[]` declares that nothing is touched. */
export type KeysOf<Input, Context = never> =
  | string
  | readonly string[]
  | ((input: Input, given: CallContext<Context>) => string | readonly string[])

/** What a tool says of its effects. */
export interface Declaration {
  readonly name: string
  readonly reads?: KeysOf<never> | undefined
  readonly writes?: KeysOf<never> | undefined
  readonly idempotent?: boolean | undefined
  readonly needsApproval?: unknown
  /** `outside`: its results come from elsewhere, and its calls touch nothing here. */
  readonly runsIn?: string | undefined
}

/** What one call touches. `declared: false` is an undeclared tool, of which nothing is known. */
export interface Effects {
  readonly declared: boolean
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** Why the effects could not be computed; such a call counts as writing everything, `*`. */
  readonly fault?: string
  /** Why it touches more than the tool said: its keys are too long, or too many, to be told apart, or name nothing. */
  readonly widened?: string
}

const PlainEffects = plainClass(function fill(
  this: Mutable<Effects>,
  reads: readonly string[],
  writes: readonly string[],
) {
  this.declared = true
  this.reads = reads
  this.writes = writes
})

const none: readonly string[] = Object.freeze([])
const undeclared: Effects = Object.freeze({ declared: false, reads: none, writes: none })
/** Of calls that wait for each other because nothing is known of them. */
const undeclaredInOrder: Effects = Object.freeze({
  declared: false,
  reads: none,
  writes: ['(undeclared)'],
})
const pure: Effects = Object.freeze({ declared: true, reads: none, writes: none })

/** The tool says that its calls change nothing. Known before there is an input. */
export function readsOnly(tool: Declaration): boolean {
  return tool.reads !== undefined && (tool.writes === undefined || isEmpty(tool.writes))
}

/** A call may start before the message is complete: if that then breaks off, nothing was changed. */
export function startsEarly(tool: Declaration): boolean {
  return readsOnly(tool) && !tool.needsApproval
}

/**
 * Another attempt can do no harm: the call changes nothing, or repeats are safe.
 * `nothingDone` is a failure's own word that it came before any effect.
 */
export function repeatable(tool: Declaration, nothingDone = false): boolean {
  return readsOnly(tool) || tool.idempotent === true || nothingDone
}

/** How calls of tools that declare nothing stand to each other. */
export type UndeclaredPolicy = 'parallel' | 'in-order'

function ofUndeclared({ runsIn }: Declaration, policy: UndeclaredPolicy): Effects {
  if (runsIn === 'outside') return pure
  return policy === 'parallel' ? undeclared : undeclaredInOrder
}

/** Of what is no function, the author sees what it says. */
function namedKeys(said: KeysOf<never> | undefined, keys: readonly string[]): readonly string[] {
  return typeof said === 'function' ? namingKeys(keys) : keys
}

/** The same for each call of a tool, so that it is told once. */
function widening(name: string, said: readonly string[]): string {
  if (namingKeys(said) !== said)
    return (
      `Some calls of "${name}" have keys in which a segment is "undefined", "null", "NaN" or "[object …]", as a property that is not there, or no text, becomes. ` +
      'Such a key counts as what stands before that, so that more calls wait for each other: see its `reads` and `writes`.'
    )
  return (
    `Some calls of "${name}" have keys of more than ${mostKeySegments} segments or ${mostKeyCharacters} characters, or more than ` +
    `${mostKeys} keys. Such a key counts as its beginning, and so many as what they have in common, so that more calls wait for each other.`
  )
}

/** Computes what a call touches. Never throws: a `reads` or `writes` that does is a `fault`. */
export function effectsOf(
  tool: Declaration,
  input: unknown,
  policy: UndeclaredPolicy = 'parallel',
  given: CallContext = noContext,
): Effects {
  if (tool.reads === undefined && tool.writes === undefined) return ofUndeclared(tool, policy)
  try {
    const saidReads = keysOf('reads', tool.reads, input, given)
    const saidWrites = keysOf('writes', tool.writes, input, given)
    const reads = namedKeys(tool.reads, boundedKeys(saidReads))
    const writes = namedKeys(tool.writes, boundedKeys(saidWrites))
    if (reads.length === 0 && writes.length === 0) return pure
    const effects = new PlainEffects(reads, writes)
    if (reads === saidReads && writes === saidWrites) return effects
    return { ...effects, widened: widening(tool.name, [...saidReads, ...saidWrites]) }
  } catch (error) {
    const why = cutError(errorText(error))
    return {
      declared: true,
      reads: none,
      writes: ['*'],
      fault: `The effects of "${tool.name}" are unknown, so it counts as writing everything: ${why}`,
    }
  }
}

/** What a call may touch whose input is not known yet: static keys as they are, and anything for a function. */
export function boundOfEffects(tool: Declaration, policy: UndeclaredPolicy): Effects {
  const { reads, writes } = tool
  if (reads === undefined && writes === undefined) return ofUndeclared(tool, policy)
  return { declared: true, reads: boundOf(reads), writes: boundOf(writes) }
}

function boundOf(keys: KeysOf<never> | undefined): readonly string[] {
  if (typeof keys === 'function') return ['*']
  return boundedKeys(typeof keys === 'string' ? [keys] : (keys ?? none))
}

/** Whether anything is touched at all. */
export function touches({ reads, writes }: Pick<Effects, 'reads' | 'writes'>): boolean {
  return reads.length > 0 || writes.length > 0
}

/** A function gets an input of its own: one that sorts a list in it would change what is approved and run. */
function keysOf(
  option: 'reads' | 'writes',
  keys: KeysOf<never> | undefined,
  input: unknown,
  given: CallContext,
): readonly string[] {
  const value: unknown =
    typeof keys === 'function'
      ? keys(copyToRead(input) as never, given as CallContext<never>)
      : keys
  if (value === undefined && typeof keys !== 'function') return none
  if (isKey(value)) return arrayWith(value)
  const refused = (what: string): TypeError => {
    // Nobody awaits a promise in it any more.
    catchRejections(value)
    return new TypeError(`\`${option}\` ${what}`)
  }
  if (!Array.isArray(value) && typeof value !== 'string')
    throw refused(`returned ${describe(value)}, not a string or an array of strings.`)
  // What is checked is what is kept: a list of the tool's own may change, and be read by code of its own.
  const list: readonly unknown[] = typeof value === 'string' ? [value] : value
  const { length } = list
  const checked: string[] = []
  for (let index = 0; index < length; index += 1) {
    const key = list[index]
    if (!isKey(key)) throw refused(`named a key that is ${describe(key)}, not a non-empty string.`)
    checked.push(key)
  }
  return checked
}

function isKey(key: unknown): key is string {
  return typeof key === 'string' && key !== ''
}

function describe(value: unknown): string {
  if (value === '') return 'empty'
  if (value === null) return 'null'
  return isThenable(value) ? 'a promise' : typeof value
}

function isEmpty(keys: KeysOf<never>): boolean {
  return Array.isArray(keys) && keys.length === 0
}
