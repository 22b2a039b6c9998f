/** Deeper values of a message are left out: Google's reader of JSON goes 100 levels deep, and writing more may overflow. */
const deepest = 90

/**
 * A value as it can be sent: no string in it, nor any name of a field, has half of a surrogate pair, for which providers
 * refuse the whole conversation from then on; and nothing nests without end. Itself, wherever it is so already.
 */
export function sendable<T>(value: T): T {
  return new Look().isSendable(value, deepest) ? value : (new Cleaner().clean(value, deepest) as T)
}

/** Nearly all messages are sendable as they are: to find that out, nothing is made. */
class Look {
  /** Of what is shared within itself there may be more ways to look at than there is time for: that is for the cleaner. */
  #left = 1_000_000

  isSendable(value: unknown, depth: number): boolean {
    if (typeof value === 'string') return value.isWellFormed()
    if (typeof value !== 'object' || value === null) return true
    this.#left -= 1
    if (depth === 0 || this.#left < 0) return false
    if (Array.isArray(value)) return value.every((item) => this.isSendable(item, depth - 1))
    if (!isPlain(value)) return true
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue
      if (!key.isWellFormed()) return false
      if (!this.isSendable((value as Record<string, unknown>)[key], depth - 1)) return false
    }
    return true
  }
}

/** What is no plain object (bytes, a date) is left to those who made it. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

class Cleaner {
  /** Each object once, however often it is shared. One that holds itself is null there. */
  readonly #seen = new Map<object, unknown>()

  clean(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed()
    if (typeof value !== 'object' || value === null) return value
    if (depth === 0) return null
    const before = this.#seen.get(value)
    if (before !== undefined) return before
    this.#seen.set(value, null)
    const cleaned = this.#inside(value, depth)
    this.#seen.set(value, cleaned)
    return cleaned
  }

  #inside(value: object, depth: number): unknown {
    if (Array.isArray(value)) return this.#list(value, depth)
    return isPlain(value) ? this.#fields(value as Record<string, unknown>, depth) : value
  }

  #list(list: readonly unknown[], depth: number): readonly unknown[] {
    let isSame = true
    const cleaned = list.map((item) => {
      const after = this.clean(item, depth - 1)
      isSame &&= after === item
      return after
    })
    return isSame ? list : cleaned
  }

  #fields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
    let isSame = true
    const entries = Object.entries(fields).map(([key, value]): [string, unknown] => {
      const after: [string, unknown] = [key.toWellFormed(), this.clean(value, depth - 1)]
      isSame &&= after[0] === key && after[1] === value
      return after
    })
    return isSame ? fields : Object.fromEntries(entries)
  }
}
