import type { Path } from './reference-syntax.ts'
import { ReferenceFault } from './reference-fault.ts'

/** An input nests no deeper: the walk is recursive. */
const mostLevels = 1_000

/**
 * A JSON value with each text replaced by what `replace` makes of it. Names of fields stay. Where nothing changes, the
 * very same value comes back, not a copy.
 *
 * @throws {ReferenceFault} if the value nests deeper than 1,000 levels, or whatever `replace` throws.
 */
export function mapTexts(value: unknown, replace: (text: string, at: Path) => unknown): unknown {
  const at: (string | number)[] = []

  function map(item: unknown): unknown {
    if (typeof item === 'string') return replace(item, at)
    if (typeof item !== 'object' || item === null) return item
    if (at.length === mostLevels)
      throw new ReferenceFault(
        `Expected an input of at most ${mostLevels} levels, got a deeper one.`,
      )
    return Array.isArray(item) ? mapArray(item) : mapObject(item)
  }

  function mapArray(items: readonly unknown[]): unknown {
    const mapped = items.map((item, index) => mapAt(index, item))
    return mapped.some((item, index) => !Object.is(item, items[index])) ? mapped : items
  }

  function mapObject(object: object): unknown {
    let changed = false
    const mapped = Object.entries(object).map(([key, item]): [string, unknown] => {
      const now = mapAt(key, item)
      changed ||= !Object.is(now, item)
      return [key, now]
    })
    // This defines the keys, so that one named `__proto__` is data.
    return changed ? Object.fromEntries(mapped) : object
  }

  function mapAt(key: string | number, item: unknown): unknown {
    at.push(key)
    const mapped = map(item)
    at.pop()
    return mapped
  }

  return map(value)
}
