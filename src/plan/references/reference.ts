import { toJson } from '../../call/content/to-json.ts'
import { errorText } from '../../util/error-text.ts'
import { follow } from './follow.ts'
import { mapTexts } from './map-texts.ts'
import { ReferenceFault } from './reference-fault.ts'
import { ReferenceMeter, type InputMeter } from './reference-meter.ts'
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
 * @param meter the same for all inputs of a plan.
 */
export function resolveReferences(
  input: unknown,
  results: ReadonlyMap<string, unknown>,
  meter: ReferenceMeter = new ReferenceMeter(),
): Resolved {
  try {
    const resolver = new Resolver(results, meter.input())
    return { ok: true, value: mapTexts(input, (text, level) => resolver.resolve(text, level)) }
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}

class Resolver {
  readonly #results: ReadonlyMap<string, unknown>
  readonly #meter: InputMeter

  constructor(results: ReadonlyMap<string, unknown>, meter: InputMeter) {
    this.#results = results
    this.#meter = meter
  }

  resolve(text: string, level: number): unknown {
    const pieces = parseText(text)
    const [first] = pieces
    // JSON has no undefined: what a tool without a result returned is null.
    if (pieces.length === 1 && first?.kind === 'reference') {
      const value = follow(first.id, first.path, this.#results) ?? null
      this.#meter.take(value, level)
      return value
    }
    let resolved = ''
    for (const piece of pieces) resolved += this.#textOf(piece, level)
    return resolved
  }

  #textOf(piece: Piece, level: number): string {
    if (piece.kind === 'fault') throw new ReferenceFault(piece.message)
    if (piece.kind === 'words') return piece.words
    const value = follow(piece.id, piece.path, this.#results)
    const counted = this.#meter.take(value, level)
    if (typeof value === 'string') return value
    const text = toJson(value)
    this.#meter.takeText(Math.max(0, text.length - counted))
    return text
  }
}

function messageOf(error: unknown): string {
  const why = errorText(error)
  return error instanceof ReferenceFault ? why : `A reference could not be followed: ${why}`
}
