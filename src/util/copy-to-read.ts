import { copyOrSame } from './copy-value.ts'

/** Deeper, or of more objects, is what may have no end. */
const deepest = 20
const mostObjects = 50_000

/** Stands for a copy of what is no tree of plain objects and arrays. */
const noTree: unique symbol = Symbol('no tree')

/**
 * A copy for somebody who is to look at a value and change nothing: whatever they do to it does not show. Of a tree of plain objects
 * and arrays, as JSON makes it, it is much quicker than {@link copyOrSame}, for an object that stands in it twice becomes
 * two, and what is not listed is left out. Of what has no copy it is the value itself. Never throws.
 */
export function copyToRead(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  try {
    const copy = new Tree().copy(value, 0)
    if (copy !== noTree) return copy
  } catch {
    // It cannot be read.
    return value
  }
  return copyOrSame(value)
}

class Tree {
  #left = mostObjects

  copy(value: object, depth: number): unknown {
    this.#left -= 1
    if (depth > deepest || this.#left < 0) return noTree
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype) return this.#copyFields(value as Fields, depth + 1)
    const isList = prototype === Array.prototype && Array.isArray(value)
    return isList ? this.#copyItems(value, depth + 1) : noTree
  }

  #copyFields(value: Fields, depth: number): unknown {
    const copy = { ...value }
    for (const name in copy) {
      const field = copy[name]
      if (typeof field === 'function') return noTree
      if (typeof field !== 'object' || field === null) continue
      const own = this.copy(field, depth)
      if (own === noTree) return noTree
      copy[name] = own
    }
    return copy
  }

  #copyItems(value: readonly unknown[], depth: number): unknown {
    const copy = value.slice()
    for (let index = 0; index < copy.length; index += 1) {
      const item = copy[index]
      if (typeof item === 'function') return noTree
      if (typeof item !== 'object' || item === null) continue
      const own = this.copy(item, depth)
      if (own === noTree) return noTree
      copy[index] = own
    }
    return copy
  }
}

type Fields = Record<string, unknown>
