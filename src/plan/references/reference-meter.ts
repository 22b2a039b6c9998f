import { levelFault, mostLevels } from './map-texts.ts'
import { ReferenceFault } from './reference-fault.ts'

interface Room {
  readonly values: number
  readonly characters: number
}

/** So much do references bring into one input, and into all inputs of a plan. */
const inputRoom: Room = { values: 1_000_000, characters: 16_000_000 }
const planRoom: Room = { values: 4_000_000, characters: 64_000_000 }

/**
 * Counts what references bring into the inputs of a plan, before it is there. What two references bring in is one object, but
 * to write it down, send or copy it is to have it twice; and if each step brings the one before it in twice, it doubles with
 * each. So all is counted as often as it is referred to. Counting takes time in proportion to what is counted.
 */
export class ReferenceMeter {
  readonly #plan = new Meter('the inputs of one plan', planRoom)

  /** One for the next input. */
  input(): InputMeter {
    return new InputMeter(new Meter('one input', inputRoom), this.#plan)
  }
}

/** Counts what references bring into one input. */
export class InputMeter {
  readonly #meters: readonly Meter[]
  /** The objects around the value that is being counted. */
  readonly #around = new Set<object>()

  constructor(...meters: readonly Meter[]) {
    this.#meters = meters
  }

  /**
   * Counts a value that comes in at a level of the input.
   *
   * @returns how many characters its texts and the names of its fields have.
   * @throws {ReferenceFault} if there is no room for it, or it would nest too deep.
   */
  take(value: unknown, level: number): number {
    if (typeof value === 'string') return this.#count(1, value.length)
    if (typeof value !== 'object' || value === null || this.#around.has(value))
      return this.#count(1, 0)
    if (level >= mostLevels) throw levelFault()
    this.#around.add(value)
    let characters = this.#count(1, ArrayBuffer.isView(value) ? value.byteLength : 0)
    for (const [name, item] of entriesOf(value))
      characters += this.#count(0, name.length) + this.take(item, level + 1)
    this.#around.delete(value)
    return characters
  }

  /** Counts characters that a text takes beside those of the value in it. */
  takeText(characters: number): void {
    this.#count(0, characters)
  }

  #count(values: number, characters: number): number {
    for (const meter of this.#meters) meter.take(values, characters)
    return characters
  }
}

class Meter {
  readonly #what: string
  readonly #most: Room
  #values = 0
  #characters = 0

  constructor(what: string, most: Room) {
    this.#what = what
    this.#most = most
  }

  take(values: number, characters: number): void {
    this.#values += values
    this.#characters += characters
    if (this.#values > this.#most.values) throw this.#tooMuch('values')
    if (this.#characters > this.#most.characters) throw this.#tooMuch('characters')
  }

  #tooMuch(of: keyof Room): ReferenceFault {
    return new ReferenceFault(
      `Expected references to bring at most ${this.#most[of]} ${of} into ${this.#what}, got more. Refer to the parts that are ` +
        'needed, as in ${id.field}.',
    )
  }
}

/** What a value holds. What cannot be read is nothing: who reads it later has an answer of their own to it. */
function* entriesOf(value: object): Generator<readonly [name: string, item: unknown]> {
  if (Array.isArray(value)) for (const item of value) yield ['', item]
  else if (value instanceof Map) for (const entry of value) yield ['', entry]
  else if (value instanceof Set) for (const item of value) yield ['', item]
  else if (!ArrayBuffer.isView(value))
    for (const name of keysOf(value)) yield [name, read(value, name)]
}

function keysOf(value: object): string[] {
  try {
    return Object.keys(value)
  } catch {
    return []
  }
}

function read(value: object, name: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>>)[name]
  } catch {
    return undefined
  }
}
