import { printable } from '../../../util/printable.ts'
import type { Arguments } from '../../shared/arguments/arguments.ts'
import { isRecord, textOf, type Fields } from '../../shared/shape.ts'
import { parsePath, type Step } from './json-path.ts'

/** As deep as Google's own JSON may nest. */
const deepest = 100

/** A place that was given a value. */
interface Leaf {
  readonly owner: object
  readonly step: Step
  /** The pieces of a string, joined only at the end. */
  readonly pieces: string[] | undefined
  /** More is to come. */
  open: boolean
}

/**
 * Arguments that arrive as values by path (`partialArgs`, which Vertex AI streams for Gemini 3 if
 * `streamFunctionCallArguments` is set; cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling).
 *
 * 1. A string may come in pieces: all but the last say `willContinue`.
 * 2. A place gets its value once, and a list's items come in order. What contradicts that is no arguments at all.
 */
export class PartialArguments {
  readonly #root: Record<string, unknown> = {}
  readonly #leaves = new Map<string, Leaf>()
  #fault: string | undefined

  take(piece: Fields): void {
    if (this.#fault !== undefined) return
    const path = textOf(piece.jsonPath)
    const value = valueOf(piece)
    const leaf = this.#leaves.get(path)
    if (leaf === undefined) {
      if (value !== undefined) this.#begin(path, value, piece.willContinue === true)
      return
    }
    if (value !== undefined && !extend(leaf, value))
      this.#fault = `there is more than one value for ${printable(path)}`
    leaf.open = piece.willContinue === true
  }

  /** `cutOff`: the call was not complete when its message ended. */
  read(cutOff: boolean): Arguments {
    for (const { owner, step, pieces } of this.#leaves.values())
      if (pieces !== undefined) define(owner, step, pieces.join(''))
    if (!cutOff && this.#fault === undefined) return { input: this.#root }
    const text = JSON.stringify(this.#root)
    if (this.#fault === undefined) return incomplete(text)
    const message = `The arguments cannot be put together: ${this.#fault}. Make the call again.`
    return { input: {}, invalid: { reason: 'json', message, text } }
  }

  #begin(path: string, value: NonNullable<unknown> | null, open: boolean): void {
    const steps = parsePath(path)
    const place = steps === undefined ? undefined : placeOf(this.#root, steps)
    if (place === undefined) {
      this.#fault = `${JSON.stringify(path.slice(0, 200))} is no place in them`
      return
    }
    const pieces = typeof value === 'string' ? [value] : undefined
    this.#leaves.set(path, { ...place, pieces, open })
    define(place.owner, place.step, value)
  }
}

/** What is said of a call whose message ended before its arguments did. */
export function incomplete(text: string): Arguments {
  const message =
    'The arguments of this call never came to their end, so it was not run. Make the call again.'
  return { input: {}, invalid: { reason: 'truncated', message, text } }
}

/** Undefined if the piece gives none. */
function valueOf(piece: Fields): string | number | boolean | null | undefined {
  const { stringValue, numberValue, boolValue } = piece
  if (typeof stringValue === 'string') return stringValue
  if (typeof numberValue === 'number') return numberValue
  if (typeof boolValue === 'boolean') return boolValue
  return 'nullValue' in piece ? null : undefined
}

function extend(leaf: Leaf, value: unknown): boolean {
  if (!leaf.open || leaf.pieces === undefined || typeof value !== 'string') return false
  leaf.pieces.push(value)
  return true
}

/** Finds a place that has no value yet, and makes the objects and lists that lead to it. */
function placeOf(root: object, steps: readonly Step[]): Pick<Leaf, 'owner' | 'step'> | undefined {
  if (steps.length === 0 || steps.length > deepest) return undefined
  let owner = root
  for (const [at, step] of steps.entries()) {
    if (Array.isArray(owner) ? !mayBeItem(owner, step) : typeof step !== 'string') return undefined
    const inside: unknown = Object.hasOwn(owner, step) ? owner[step as never] : undefined
    const next = steps[at + 1]
    if (next === undefined) return inside === undefined ? { owner, step } : undefined
    if (inside === undefined) owner = define(owner, step, typeof next === 'number' ? [] : {})
    else if (Array.isArray(inside) || isRecord(inside)) owner = inside
    else return undefined
  }
  return undefined
}

/** An item there is, or the next: a list with holes would be a guess, and a huge one an attack. */
function mayBeItem(list: readonly unknown[], step: Step): boolean {
  return typeof step === 'number' && step <= list.length
}

/** Assigning would let a key named `__proto__` set the prototype. */
function define<T>(owner: object, step: Step, value: T): T {
  const property = { value, enumerable: true, configurable: true, writable: true }
  Object.defineProperty(owner, step, property)
  return value
}
