import { canonicalJson } from '../../../util/canonical-json.ts'
import { isRecord } from '../../../util/is-record.ts'
import type { Resource, Target } from './document.ts'
import type { Maker, Rules } from './rules.ts'
import { addSeen, each, seenNothing, type Check, type Run, type Seen } from './run.ts'

type List = readonly unknown[]

type IsOfType = (value: unknown) => boolean

const isOfType: Readonly<Record<string, IsOfType>> = {
  string: (value) => typeof value === 'string',
  number: Number.isFinite,
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isRecord,
}

/** What is said of values of any type. */
export const anyRules: Rules<unknown> = {
  type: (type: string | readonly string[], schema, maker) => {
    const orNull = maker.word(schema, 'nullable') === true
    if (typeof type === 'string' && !orNull) {
      const is = isOfType[type] as IsOfType
      return (value, run) => is(value) || run.no(() => `must be ${type}`)
    }
    const types = [...new Set([type, orNull ? 'null' : []].flat())]
    const tests = types.map((name) => isOfType[name] as IsOfType)
    return (value, run) =>
      tests.some((is) => is(value)) || run.no(() => `must be ${types.join(' or ')}`)
  },
  const: (value: unknown) =>
    oneOf([value], () => `must be equal to constant: ${JSON.stringify(value)}`),
  enum: (values: List) =>
    oneOf(values, () => `must be equal to one of the allowed values: ${JSON.stringify(values)}`),
  allOf: (schemas: List, _, maker, resource) => {
    const checks = allMade(schemas, maker, resource)
    return (value, run, seen) => each(checks, run, (check) => check(value, run, seen))
  },
  anyOf: (schemas: List, _, maker, resource) => {
    const checks = allMade(schemas, maker, resource)
    return (value, run, seen) =>
      fitting(checks, value, run, seen, seen === undefined ? 1 : checks.length) > 0 ||
      run.no(() => 'must match a schema in anyOf')
  },
  oneOf: (schemas: List, _, maker, resource) => {
    const checks = allMade(schemas, maker, resource)
    return (value, run, seen) =>
      fitting(checks, value, run, seen, 2) === 1 ||
      run.no(() => 'must match exactly one schema in oneOf')
  },
  not: (schema: unknown, _, maker, resource) => {
    const check = maker.make(schema, resource)
    return (value, run) =>
      !run.quietly(check, value, undefined) || run.no(() => 'must NOT be valid')
  },
  if: (condition: unknown, around, maker, resource) => {
    const check = maker.make(condition, resource)
    const branch = (word: string): Check | undefined => {
      const schema = maker.word(around, word)
      return schema === undefined ? undefined : maker.make(schema, resource)
    }
    const [yes, no] = [branch('then'), branch('else')]
    return (value, run, seen) => {
      const mine = seen && seenNothing()
      const holds = run.quietly(check, value, mine)
      if (holds && seen !== undefined && mine !== undefined) addSeen(seen, mine)
      const next = holds ? yes : no
      if (next === undefined || next(value, run, seen)) return true
      return run.no(() => `must match "${holds ? 'then' : 'else'}" schema`)
    }
  },
  $ref: (reference: string, _, maker, resource) =>
    entered(maker.find(reference, resource), maker, resource),
  $dynamicRef: (reference: string, _, maker, resource) => {
    const target = maker.find(reference, resource)
    const check = entered(target, maker, resource)
    const anchor = dynamicAnchor(target, reference)
    if (anchor === undefined) return check
    // The outermost schema that has a place of this name says what is meant.
    return (value, run, seen) => {
      const outer = run.entered.find(({ dynamicAnchors }) => dynamicAnchors.has(anchor))
      const schema = outer?.dynamicAnchors.get(anchor)
      if (outer === undefined || schema === undefined) return check(value, run, seen)
      return entered({ schema, resource: outer }, maker, resource)(value, run, seen)
    }
  },
}

/** The name of a place that outer schemas may have, too; a reference must use that very name. */
function dynamicAnchor(target: Target, reference: string): string | undefined {
  if (!('schema' in target) || typeof target.schema === 'boolean') return undefined
  const { $dynamicAnchor: anchor } = target.schema
  return typeof anchor === 'string' && reference.endsWith(`#${anchor}`) ? anchor : undefined
}

function entered(target: Target, maker: Maker, from: Resource): Check {
  const check = maker.at(target)
  return 'resource' in target ? maker.entering(target.resource, check, from) : check
}

function allMade(schemas: List, maker: Maker, resource: Resource): readonly Check[] {
  return schemas.map((schema) => maker.make(schema, resource))
}

/** How many of the checks a value fits, at most `enough`. What the others find wrong is told only if none fits. */
function fitting(
  checks: readonly Check[],
  value: unknown,
  run: Run,
  seen: Seen | undefined,
  enough: number,
): number {
  const { issues } = run
  const before = issues?.length ?? 0
  let count = 0
  for (const check of checks) {
    const mine = seen && seenNothing()
    if (!check(value, run, mine)) continue
    if (seen !== undefined && mine !== undefined) addSeen(seen, mine)
    count += 1
    if (count === enough) break
  }
  if (count > 0 && issues !== undefined) {
    issues.length = before
    run.issues = issues
  }
  return count
}

function oneOf(values: List, text: () => string): Check {
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
  const scalars = values.filter((value) => !isObject(value))
  const has = scalars.length < 10 ? scalars : new Set(scalars)
  const isScalar = (value: unknown): boolean =>
    has instanceof Set ? has.has(value) : has.includes(value)
  if (scalars.length === values.length) return (value, run) => isScalar(value) || run.no(text)
  const objects = new Set(values.filter(isObject).map(canonicalJson))
  return (value, run) =>
    (isObject(value) ? objects.has(canonicalJson(value)) : isScalar(value)) || run.no(text)
}
