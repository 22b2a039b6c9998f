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
  /** Where in the input. */
  readonly at: Path
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

/** No text becomes longer, in characters. */
const mostCharacters = 16_000_000

/** All references of an input. Never throws. */
export function findReferences(input: unknown): FoundReferences {
  const references: Reference[] = []
  try {
    mapTexts(input, (text, at) => {
      for (const piece of parseText(text))
        if (piece.kind === 'fault') throw new ReferenceFault(piece.message)
        else if (piece.kind === 'reference')
          references.push({ id: piece.id, path: piece.path, at: [...at], text: piece.text })
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
    return { ok: true, value: mapTexts(input, (text) => resolveText(text, results)) }
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}

function resolveText(text: string, results: ReadonlyMap<string, unknown>): unknown {
  const pieces = parseText(text)
  const [first] = pieces
  // JSON has no undefined: what a tool without a result returned is null.
  if (pieces.length === 1 && first?.kind === 'reference')
    return follow(first.id, first.path, results) ?? null
  let resolved = ''
  for (const piece of pieces) {
    resolved += textOf(piece, results)
    if (resolved.length > mostCharacters)
      throw new ReferenceFault(
        `Expected a text of at most ${mostCharacters} characters, got a longer one.`,
      )
  }
  return resolved
}

function textOf(piece: Piece, results: ReadonlyMap<string, unknown>): string {
  if (piece.kind === 'fault') throw new ReferenceFault(piece.message)
  if (piece.kind === 'words') return piece.words
  const value = follow(piece.id, piece.path, results)
  return typeof value === 'string' ? value : toJson(value)
}

function messageOf(error: unknown): string {
  const why = errorText(error)
  return error instanceof ReferenceFault ? why : `A reference could not be followed: ${why}`
}
