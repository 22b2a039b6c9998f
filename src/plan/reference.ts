import { toJson } from '../call/to-json.ts'
import { follow, LookUpError } from './follow.ts'
import { parseText, type Path, type Piece } from './reference-syntax.ts'

/**
 * References to earlier results inside an input, for the steps of a batch.
 *
 * A text that is one reference, `"${id}"` or `"${id.path.to[0].field}"`, stands for the value itself, with its type.
 * References among other words become text: texts as they are, everything else as JSON. `$${` is a literal `${`.
 * Names of fields are not looked at, nor is what a reference brings in.
 */
export interface Reference {
  readonly id: string
  readonly path: Path
  /** Where in the input. */
  readonly at: Path
  /** As it is written. */
  readonly text: string
}

export interface FoundReferences {
  readonly references: readonly Reference[]
  /** The first thing that is wrong with them, as one sentence; what follows it may be missing from the list. */
  readonly fault?: string
}

export type Resolved =
  | { readonly ok: true; readonly value: unknown }
  /** One sentence on what is missing and what is there instead. */
  | { readonly ok: false; readonly message: string }

/** An input nests no deeper. */
const mostLevels = 1_000

/** No text grows longer, in characters. */
const mostCharacters = 16_000_000

class Fault extends Error {}

/** All references of an input. Never throws. */
export function findReferences(input: unknown): FoundReferences {
  const references: Reference[] = []
  try {
    visit(input, [], (text, at) => {
      for (const piece of parseText(text)) {
        if (piece.kind === 'fault') throw new Fault(piece.message)
        if (piece.kind === 'reference') {
          const { id, path } = piece
          references.push({ id, path, at: [...at], text: piece.text })
        }
      }
      return text
    })
    return { references }
  } catch (error) {
    return { references, fault: messageOf(error) }
  }
}

/**
 * The input with the referenced values in place. What holds no reference is passed on as it is, not copied. Never throws.
 *
 * @param results the results so far, by id.
 */
export function resolveReferences(input: unknown, results: ReadonlyMap<string, unknown>): Resolved {
  try {
    return { ok: true, value: visit(input, [], (text) => resolveText(parseText(text), results)) }
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}

function messageOf(error: unknown): string {
  if (error instanceof Fault) return error.message
  return `A reference could not be followed: ${error instanceof Error ? error.message : String(error)}`
}

/** Replaces the texts of a value that hold `${`. */
function visit(
  value: unknown,
  at: (string | number)[],
  replace: (text: string, at: Path) => unknown,
): unknown {
  if (typeof value === 'string') return value.includes('${') ? replace(value, at) : value
  if (typeof value !== 'object' || value === null) return value
  if (at.length === mostLevels)
    throw new Fault(`Expected an input of at most ${mostLevels} levels, got a deeper one.`)
  let changed = false
  const within = (key: string | number, item: unknown): unknown => {
    at.push(key)
    const replaced = visit(item, at, replace)
    at.pop()
    changed ||= !Object.is(replaced, item)
    return replaced
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => within(index, item))
    return changed ? items : value
  }
  // Entries define their keys, so that one named `__proto__` is data.
  const entries = Object.entries(value).map(([key, item]) => [key, within(key, item)] as const)
  return changed ? Object.fromEntries(entries) : value
}
