import { ReferenceFault } from './reference-fault.ts'

/** An input nests no deeper: the walk is recursive. */
export const mostLevels = 1_000
/** An input of more values has gaps, or the same object again and again. */
const mostValues = 1_000_000

/**
 * A JSON value with each text replaced by what `replace` makes of it, which is told in how many objects and arrays the text
 * is. Names of fields stay. Where nothing changes, the
 * very same value comes back, not a copy.
 *
 * @throws {ReferenceFault} if the value nests deeper than 1,000 levels or has more than 1,000,000 values in it, or
 *   whatever `replace` throws.
 */
export function mapTexts(
  value: unknown,
  replace: (text: string, level: number) => unknown,
): unknown {
  let level = 0
  let values = 0

  function map(item: unknown): unknown {
    values += 1
    if (values > mostValues) throw tooMuch(mostValues, 'values', 'more')
    if (typeof item === 'string') return replace(item, level)
    if (typeof item !== 'object' || item === null) return item
    if (level === mostLevels) throw levelFault()
    level += 1
    const mapped = Array.isArray(item) ? mapArray(item) : mapObject(item)
    level -= 1
    return mapped
  }

  function mapArray(items: readonly unknown[]): unknown {
    let mapped: unknown[] | undefined
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index]
      const now = map(item)
      if (mapped === undefined && !Object.is(now, item)) mapped = items.slice(0, index)
      mapped?.push(now)
    }
    return mapped ?? items
  }

  function mapObject(object: object): unknown {
    let changed = false
    const mapped = Object.entries(object).map(([key, item]): [string, unknown] => {
      const now = map(item)
      changed ||= !Object.is(now, item)
      return [key, now]
    })
    // This defines the keys, so that one named `__proto__` is data.
    return changed ? Object.fromEntries(mapped) : object
  }

  return map(value)
}

/** That an input nests too deep. */
export function levelFault(): ReferenceFault {
  return tooMuch(mostLevels, 'levels', 'a deeper one')
}

function tooMuch(most: number, of: string, got: string): ReferenceFault {
  return new ReferenceFault(`Expected an input of at most ${most} ${of}, got ${got}.`)
}
