import { allKeys } from './keys.ts'

/**
 * What tools act on: a number a cell. A write replaces each of its cells by a hash of what it saw there when it began
 * and of who wrote, so that a lost update or a wrong order changes every value after it.
 */
export class State {
  readonly cells: Int32Array = new Int32Array(allKeys.length)
  /** The idempotency keys of what idempotent tools have done. */
  readonly applied: Set<string> = new Set()

  /** A hash of the cells in `mask`. */
  digest(mask: number): number {
    let digest = mask
    for (let cell = 0; cell < this.cells.length; cell += 1)
      if ((mask >> cell) & 1) digest = mix(digest, this.cells[cell] as number)
    return digest
  }

  /** Writes the cells in `mask`, from what the writer saw in `before`. */
  write(mask: number, before: Int32Array, tag: number): void {
    for (let cell = 0; cell < this.cells.length; cell += 1)
      if ((mask >> cell) & 1) this.cells[cell] = mix(before[cell] as number, tag)
  }
}

/** Mixes two numbers into one (the finaliser of MurmurHash3, by Austin Appleby). */
export function mix(a: number, b: number): number {
  let hash = Math.imul(a, 31) + b
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
