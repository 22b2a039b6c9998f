import { isRecord } from '../../../util/is-record.ts'
import type { Resource } from './document.ts'
import { expressionOf } from './pattern.ts'
import type { Maker, Rules } from './rules.ts'
import { each, type Check } from './run.ts'

type Fields = Readonly<Record<string, unknown>>
type ByName = Readonly<Record<string, unknown>>

/** As JSON has it, where nothing is `undefined`; and nothing comes from a prototype. */
const has = (value: Fields, name: string): boolean =>
  value[name] !== undefined && Object.hasOwn(value, name)

export const objectRules: Rules<Fields> = {
  minProperties: (least: number) => (value, run) =>
    Object.keys(value).length >= least ||
    run.no(() => `must NOT have fewer than ${least} properties`),
  maxProperties: (most: number) => (value, run) =>
    Object.keys(value).length <= most || run.no(() => `must NOT have more than ${most} properties`),
  required: (names: readonly string[]) => (value, run) => {
    let ok = true
    for (const name of names) {
      if (has(value, name)) continue
      if (run.issues === undefined) return false
      ok = run.no(() => `must have required property '${name}'`)
    }
    return ok
  },
  properties: (schemas: ByName, _, maker, resource) => {
    const names = Object.keys(schemas)
    const checks = names.map((name) => maker.make(schemas[name], resource))
    return (value, run, seen) => {
      let ok = true
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index] as string
        if (!has(value, name)) continue
        seen?.fields.add(name)
        if (run.inside(name, checks[index] as Check, value[name])) continue
        if (run.issues === undefined) return false
        ok = false
      }
      return ok
    }
  },
  patternProperties: (schemas: ByName, _, maker, resource) => {
    const parts = checksOf(schemas, maker, resource).map(
      ([pattern, check]) => [expressionOf(pattern), check] as const,
    )
    return (value, run, seen) =>
      each(Object.keys(value), run, (name) =>
        each(parts, run, ([expression, check]) => {
          if (!expression.test(name)) return true
          seen?.fields.add(name)
          return run.inside(name, check, value[name])
        }),
      )
  },
  additionalProperties: (schema: unknown, { properties, patternProperties }, maker, resource) => {
    if (schema === true) return allFields
    const check = maker.make(schema, resource)
    const known = new Set(isRecord(properties) ? Object.keys(properties) : [])
    const patterns = isRecord(patternProperties)
      ? Object.keys(patternProperties).map(expressionOf)
      : []
    return (value, run, seen) => {
      let ok = true
      for (const name of Object.keys(value)) {
        if (known.has(name) || patterns.some((pattern) => pattern.test(name))) continue
        seen?.fields.add(name)
        if (schema === false) ok = run.no(() => unwanted('additional', name))
        else if (!run.inside(name, check, value[name])) ok = false
        if (!ok && run.issues === undefined) return false
      }
      return ok
    }
  },
  propertyNames: (schema: unknown, _, maker, resource) => {
    const check = maker.make(schema, resource)
    return (value, run) =>
      each(
        Object.keys(value),
        run,
        (name) =>
          check(name, run, undefined) ||
          run.no(() => `property name must be valid: ${JSON.stringify(name)}`),
      )
  },
  dependentRequired: (names: Readonly<Record<string, readonly string[]>>) =>
    together(Object.entries(names).map(([name, others]) => ifThere(name, needs(name, others)))),
  dependentSchemas: (schemas: ByName, _, maker, resource) =>
    together(
      checksOf(schemas, maker, resource).map(([name, check]) =>
        ifThere(name, check as Check<Fields>),
      ),
    ),
  dependencies: (parts: ByName, _, maker, resource) =>
    together(
      Object.entries(parts).map(([name, part]) =>
        ifThere(
          name,
          Array.isArray(part)
            ? needs(name, part as string[])
            : (maker.make(part, resource) as Check<Fields>),
        ),
      ),
    ),
}

/** What follows all else that is said of an object. */
export function unevaluatedFields(
  schema: unknown,
  maker: Maker,
  resource: Resource,
): Check<Fields> {
  const check = maker.make(schema, resource)
  return (value, run, seen) =>
    each(Object.keys(value), run, (name) => {
      if (seen?.fields.has(name)) return true
      seen?.fields.add(name)
      if (schema === false) return run.no(() => unwanted('unevaluated', name))
      return run.inside(name, check, value[name])
    })
}

const unwanted = (kind: string, name: string): string =>
  `must NOT have ${kind} properties: ${JSON.stringify(name)}`

const allFields: Check<Fields> = (value, _, seen) => {
  if (seen !== undefined) for (const name of Object.keys(value)) seen.fields.add(name)
  return true
}

function checksOf(
  schemas: ByName,
  maker: Maker,
  resource: Resource,
): readonly (readonly [string, Check])[] {
  return Object.entries(schemas).map(([name, schema]) => [name, maker.make(schema, resource)])
}

function needs(name: string, others: readonly string[]): Check<Fields> {
  return (value, run) =>
    each(
      others,
      run,
      (other) =>
        has(value, other) ||
        run.no(() => `must have property '${other}' when property '${name}' is present`),
    )
}

function ifThere(name: string, check: Check<Fields>): Check<Fields> {
  return (value, run, seen) => !has(value, name) || check(value, run, seen)
}

function together(checks: readonly Check<Fields>[]): Check<Fields> {
  return (value, run, seen) => each(checks, run, (check) => check(value, run, seen))
}
