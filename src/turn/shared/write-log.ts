import { overlap } from '../../keys/key.ts'

/** Further back nothing is known: then something may have been written. */
const mostKept = 1_000

/** The last declared writes of an engine, so that an early result is known to be true still. */
export class WriteLog {
  readonly #writes: (readonly string[])[] = []
  readonly #failed: boolean[] = []
  #count = 0

  /** How many there have been. */
  get count(): number {
    return this.#count
  }

  /** @param failed what was to write them says that it has not. */
  add(keys: readonly string[], failed: boolean): void {
    this.#writes[this.#count % mostKept] = keys
    this.#failed[this.#count % mostKept] = failed
    this.#count += 1
  }

  /**
   * Whether something that overlaps one of these keys may have been written since there were `count` writes.
   *
   * @param butFailed leaves out what failed, which may have changed something all the same.
   */
  hasSince(count: number, keys: readonly string[], butFailed: boolean = false): boolean {
    if (this.#count - count > mostKept) return true
    for (let index = count; index < this.#count; index += 1) {
      if (butFailed && this.#failed[index % mostKept] === true) continue
      for (const written of this.#writes[index % mostKept] ?? [])
        if (keys.some((key) => overlap(key, written))) return true
    }
    return false
  }
}
