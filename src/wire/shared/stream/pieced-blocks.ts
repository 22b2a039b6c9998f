import { sameJson } from '../../../util/same-json.ts'

/** A block, or a call, that comes in pieces between a start and an end. */
export interface PiecedBlock {
  readonly pieces: readonly string[]
  open: boolean
}

/** The blocks of a message by the numbers that the provider gives them. */
export class PiecedBlocks<Block extends PiecedBlock> {
  readonly #list: Block[]
  readonly #byIndex = new Map<unknown, Block>()
  readonly #starts = new Map<unknown, unknown>()

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

  add(index: unknown, block: Block): void {
    this.#list.push(block)
    this.#byIndex.set(index, block)
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
    else block.open = false
  }
}
