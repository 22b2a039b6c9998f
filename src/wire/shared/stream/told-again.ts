import { canonicalJson } from '../../../util/canonical-json.ts'
import { sameJson } from '../../../util/same-json.ts'
import { textOf } from '../shape.ts'

/** What a call that came whole is known by, if it has an id: its id, name and arguments. */
export function callKey(id: unknown, name: unknown, given: unknown): string | undefined {
  if (textOf(id) === '') return undefined
  const text = typeof given === 'string' ? given : canonicalJson(given ?? {})
  return text === undefined ? undefined : `${JSON.stringify([id, textOf(name)])}${text}`
}

/** What a call is known by, before its arguments are there; empty text for what it lacks. */
export interface CallName {
  readonly id: string
  readonly name: string
}

/** A block, or a call, that comes in pieces between a start and an end. */
export interface PiecedBlock {
  readonly pieces: readonly string[]
  open: boolean
  /** The call that it tells again, as far as its start says: of the same place, id and name. */
  before?: PiecedBlock | undefined
}

/**
 * The blocks of a message by the numbers that the provider gives them. A call that is told again, with its number, id, name and
 * arguments, is taken out.
 */
export class PiecedBlocks<Block extends PiecedBlock> {
  readonly #list: Block[]
  readonly #byIndex = new Map<unknown, Block>()
  readonly #starts = new Map<unknown, unknown>()
  readonly #first = new Map<string, Block>()

  /** `list`: where the message has them. */
  constructor(list: Block[]) {
    this.#list = list
  }

  /** A start comes. @returns whether it is one, one that is told again, or one inside of another block. */
  start(index: unknown, start: unknown): 'new' | 'again' | 'inside' {
    if (this.at(index) !== undefined)
      return sameJson(start, this.#starts.get(index)) ? 'again' : 'inside'
    this.#byIndex.delete(index)
    this.#starts.set(index, start)
    return 'new'
  }

  add(index: unknown, block: Block, { id, name }: CallName): void {
    this.#list.push(block)
    this.#byIndex.set(index, block)
    if (id === '') return
    const key = JSON.stringify([typeof index === 'number' ? index : textOf(index), id, name])
    block.before = this.#first.get(key)
    if (block.before === undefined) this.#first.set(key, block)
  }

  /** The block that is open. */
  at(index: unknown): Block | undefined {
    const block = this.#byIndex.get(index)
    return block?.open ? block : undefined
  }

  /** Whether a block has begun of which nothing was said. */
  isBegun(index: unknown): boolean {
    return this.#starts.has(index) && !this.#byIndex.has(index)
  }

  end(index: unknown): void {
    const block = this.#byIndex.get(index)
    if (block === undefined) this.#starts.delete(index)
    else this.#end(block)
  }

  /** The message ends, and no block goes on that only tells another again. */
  endRepeated(): void {
    for (const block of this.#byIndex.values()) if (isToldAgain(block)) this.#end(block)
  }

  #end(block: Block): void {
    if (block.open && isToldAgain(block)) this.#list.splice(this.#list.lastIndexOf(block), 1)
    block.open = false
  }
}

/** With other arguments it is another call. */
function isToldAgain({ before, pieces }: PiecedBlock): boolean {
  if (before === undefined) return false
  return pieces.length === 0 || pieces.join('') === before.pieces.join('')
}
