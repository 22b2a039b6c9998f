import { toJson } from '../../call/content/to-json.ts'
import { errorText } from '../../util/error-text.ts'
import { follow } from './follow.ts'
import { mapTexts } from './map-texts.ts'
import { ReferenceFault } from './reference-fault.ts'
import { parseText, type Path, type Piece } from './reference-syntax.ts'

/**
 * A reference to an earlier result inside an input, for the steps of a batch.
 *
 * A text that is one reference, `"${id}"` or `"${id.path.to[0].field}"`, stands for the value itself, with its type.
 * References among other words become text: texts as they are, everything else as JSON. `$${` is a literal `${`.
 * Names of fields are not looked at, nor is what a reference brings in.
 */
export interface Reference {
  readonly id: string
  readonly path: Path
  /** As it is written. */
  readonly text: string
}

export interface FoundReferences {
  readonly references: readonly Reference[]
  /** The first thing that is wrong with them, as a sentence; references after it are not listed. */
  readonly fault?: string
}

export type Resolved =
  | { readonly ok: true; readonly value: unknown }
  /** A sentence on what is missing, and what there is instead. */
  | { readonly ok: false; readonly message: string }

/** So much do references bring into the texts of one input, in characters. */
const mostCharacters = 16_000_000

/** All references of an input. Never throws. */
export function findReferences(input: unknown): FoundReferences {
  const references: Reference[] = []
  try {
    mapTexts(input, (text) => {
      for (const piece of parseText(text))
        if (piece.kind === 'fault') throw new ReferenceFault(piece.message)
        else if (piece.kind === 'reference')
          references.push({ id: piece.id, path: piece.path, text: piece.text })
      return text
    })
    return { references }
  } catch (error) {
    return { references, fault: messageOf(error) }
  }
}

/**
 * The input with values in the place of references. What holds no reference is passed on as it is, not copied. Never
 * throws.
 *
 * @param results what the earlier steps returned, by id.
 */
export function resolveReferences(input: unknown, results: ReadonlyMap<string, unknown>): Resolved {
  try {
    const resolver = new Resolver(results)
    return { ok: true, value: mapTexts(input, (text) => resolver.resolve(text)) }
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}

class Resolver {
  readonly #results: ReadonlyMap<string, unknown>
  #characters = 0

  constructor(results: ReadonlyMap<string, unknown>) {
    this.#results = results
  }

  resolve(text: string): unknown {
    const pieces = parseText(text)
    const [first] = pieces
    // JSON has no undefined: what a tool without a result returned is null.
    if (pieces.length === 1 && first?.kind === 'reference')
      return follow(first.id, first.path, this.#results) ?? null
    let resolved = ''
    for (const piece of pieces) resolved += this.#textOf(piece)
    return resolved
  }

  #textOf(piece: Piece): string {
    if (piece.kind === 'fault') throw new ReferenceFault(piece.message)
    if (piece.kind === 'words') return piece.words
    const value = follow(piece.id, piece.path, this.#results)
    const text = typeof value === 'string' ? value : toJson(value)
    this.#characters += text.length
    if (this.#characters > mostCharacters)
      throw new ReferenceFault(
        `Expected references to bring at most ${mostCharacters} characters into texts, got more.`,
      )
    return text
  }
}

function messageOf(error: unknown): string {
  const why = errorText(error)
  return error instanceof ReferenceFault ? why : `A reference could not be followed: ${why}`
}
