/** How much is kept. */
export interface Bounds {
  readonly mostEntries: number
  /** Of all keys together. */
  readonly mostCharacters: number
}

/** Values by their keys, of which those that were used the longest ago go when there are too many. */
export class RecentlyUsed<Value> {
  readonly #bounds: Bounds
  readonly #values = new Map<string, Value>()
  #characters = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  get size(): number {
    return this.#values.size
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    // A map keeps the order in which its keys came.
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  /** Of a key that is not there. A key too long to be kept is not. */
  add(key: string, value: Value): Value {
    const { mostEntries, mostCharacters } = this.#bounds
    if (key.length > mostCharacters) return value
    this.#values.set(key, value)
    this.#characters += key.length
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= mostEntries && this.#characters <= mostCharacters) break
      this.#values.delete(oldest)
      this.#characters -= oldest.length
    }
    return value
  }
}
