import { canonicalJson } from '../../../util/canonical-json.ts'
import type { Resource } from './document.ts'
import type { Maker, Rules } from './rules.ts'
import { each, type Check, type Run } from './run.ts'

type List = readonly unknown[]

export const listRules: Rules<List> = {
  minItems: (least: number) => (value, run) =>
    value.length >= least || run.no(() => `must NOT have fewer than ${least} items`),
  maxItems: (most: number) => (value, run) =>
    value.length <= most || run.no(() => `must NOT have more than ${most} items`),
  uniqueItems: (unique: boolean) => (unique ? areDifferent : undefined),
  prefixItems: (schemas: List, _, maker, resource) => firstItems(schemas, maker, resource),
  items: (items: unknown, schema, maker, resource) => {
    if (Array.isArray(items)) return firstItems(items, maker, resource)
    const prefix = maker.word(schema, 'prefixItems') as List | undefined
    return otherItems(items, prefix?.length ?? 0, maker, resource)
  },
  additionalItems: (others: unknown, { items }, maker, resource) =>
    Array.isArray(items) ? otherItems(others, items.length, maker, resource) : undefined,
  contains: (schema: unknown, around, maker, resource) => {
    const check = maker.make(schema, resource)
    const least = (maker.word(around, 'minContains') as number | undefined) ?? 1
    const most = maker.word(around, 'maxContains') as number | undefined
    return (value, run, seen) => {
      let count = 0
      for (const [index, item] of value.entries()) {
        if (!run.quietly(check, item, undefined)) continue
        count += 1
        seen?.items.add(index)
      }
      if (count >= least && count <= (most ?? count)) return true
      const limit = most === undefined ? '' : ` and no more than ${most}`
      return run.no(() => `must contain at least ${least}${limit} valid item(s)`)
    }
  },
}

/** What follows all else that is said of a list. */
export function unevaluatedItems(schema: unknown, maker: Maker, resource: Resource): Check<List> {
  const check = maker.make(schema, resource)
  return (value, run, seen) =>
    each(value, run, (item, index) => {
      if (seen?.items.has(index)) return true
      seen?.items.add(index)
      if (schema === false) return run.no(() => `must NOT have unevaluated items: number ${index}`)
      return run.inside(index, check, item)
    })
}

function firstItems(schemas: List, maker: Maker, resource: Resource): Check<List> {
  const checks = schemas.map((schema) => maker.make(schema, resource))
  return (value, run, seen) =>
    each(value.slice(0, checks.length), run, (item, index) => {
      seen?.items.add(index)
      return run.inside(index, checks[index] as Check, item)
    })
}

function otherItems(schema: unknown, from: number, maker: Maker, resource: Resource): Check<List> {
  if (schema === false)
    return (value, run) =>
      value.length <= from || run.no(() => `must NOT have more than ${from} items`)
  const check = maker.make(schema, resource)
  return (value, run, seen) => {
    let ok = true
    for (let index = from; index < value.length; index += 1) {
      seen?.items.add(index)
      if (run.inside(index, check, value[index])) continue
      if (run.issues === undefined) return false
      ok = false
    }
    return ok
  }
}

/** By their texts, not each with each: lists may be long. */
function areDifferent(value: List, run: Run): boolean {
  const known = new Map<unknown, number>()
  for (const [index, item] of value.entries()) {
    const isScalar = typeof item !== 'object' || item === null
    // What is no text of a scalar: a scalar's own text has quotes around it.
    const key = isScalar ? (typeof item === 'string' ? `"${item}` : item) : canonicalJson(item)
    const first = key === undefined ? undefined : known.get(key)
    if (first !== undefined)
      return run.no(
        () => `must NOT have duplicate items (items ## ${first} and ${index} are identical)`,
      )
    known.set(key, index)
  }
  return true
}
