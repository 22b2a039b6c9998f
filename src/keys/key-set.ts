import { formatKey, parseKey } from './key.ts'

/** Some keys, to be asked about others: in the time of those keys' depth, however many there are. */
export class KeySet {
  readonly #keys: Set<string> = new Set()
  /** What covers one of the keys, and the keys themselves. */
  readonly #above: Set<string> = new Set()

  constructor(keys: readonly string[]) {
    for (const key of keys) {
      const path = pathTo(key)
      this.#keys.add(path.at(-1) ?? '*')
      for (const above of path) this.#above.add(above)
    }
  }

  /** Whether one of the keys covers another key. */
  covers(key: string): boolean {
    return this.#keys.size > 0 && pathTo(key).some((above) => this.#keys.has(above))
  }

  /** Whether one of the keys overlaps another key. */
  overlaps(key: string): boolean {
    if (this.#keys.size === 0) return false
    return this.covers(key) || this.#above.has(formatKey(parseKey(key)))
  }
}

/** All that covers a key, from `*` to the key itself. */
function pathTo(key: string): string[] {
  const path = ['*']
  let prefix: string | undefined
  for (const segment of parseKey(key)) {
    prefix = prefix === undefined ? segment : `${prefix}/${segment}`
    path.push(prefix)
  }
  return path
}
