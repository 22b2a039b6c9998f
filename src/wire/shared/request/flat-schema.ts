import { sameJson } from '../../../util/same-json.ts'
import { isRecord, type Fields } from '../shape.ts'

/** An object's JSON Schema. */
export type ObjectSchema = { type: 'object'; [keyword: string]: unknown }

/** What Anthropic and OpenAI refuse at the top of a tool's schema. */
const refused = ['anyOf', 'oneOf', 'allOf', 'enum', 'not'] as const

/** Schemas may refer to themselves. */
const mostLevels = 8

/** What a schema says of an object's fields. Of one field several things may be said. */
interface Shape {
  readonly fields: ReadonlyMap<string, readonly unknown[]>
  readonly required: ReadonlySet<string>
}

/**
 * A schema as one object, with the fields of all its branches, of which only those are required that each branch requires. It says less
 * than the schema itself, by which the arguments are checked when they come; its description says what belongs together.
 * The very schema where nothing is refused in it: what stands at the top by a reference is written out, and `properties` are there,
 * without which OpenAI refuses an object.
 */
export function flatSchema(given: ObjectSchema): ObjectSchema {
  const schema = writtenOut(given, mostLevels)
  if (refused.every((word) => schema[word] === undefined))
    return schema['properties'] === undefined ? { ...schema, properties: {} } : schema
  const { anyOf, oneOf, allOf: _, enum: __, not: ___, description, ...rest } = schema
  const shapes = new Shapes(schema)
  const { fields, required } = shapes.of(schema)
  const branches = [anyOf, oneOf].flatMap((list) => partsOf(list).map((part) => shapes.of(part)))
  const told = branches.length < 2 ? '' : `One of: ${branches.map(toldOf).join(', or ')}.`
  const words = [description, told].filter((text) => typeof text === 'string' && text !== '')
  return {
    ...rest,
    ...(words.length > 0 && { description: words.join(' ') }),
    properties: Object.fromEntries([...fields].map(([name, said]) => [name, anyOfThese(said)])),
    ...(required.size > 0 && { required: [...required] }),
  }
}

/** A schema whose top is a reference into itself, with what it refers to. */
function writtenOut(schema: ObjectSchema, left: number): ObjectSchema {
  const { $ref, ...rest } = schema
  const target = typeof $ref === 'string' && left > 0 ? targetOf($ref, schema) : undefined
  if (target === undefined) return schema
  const { fields, required } = new Shapes(schema).of(schema, 1)
  const properties = Object.fromEntries([...fields].map(([name, said]) => [name, anyOfThese(said)]))
  const needed = required.size > 0 && { required: [...required] }
  const whole = { ...target, ...rest, properties, ...needed }
  return writtenOut(whole, left - 1)
}

/** The shapes of the parts of one schema, of which each is looked at once: they may refer to themselves in many places. */
class Shapes {
  readonly #root: Fields
  readonly #known = new Map<Fields, Shape>()

  constructor(root: Fields) {
    this.#root = root
  }

  of(schema: Fields, left: number = mostLevels): Shape {
    const known = this.#known.get(schema)
    if (known !== undefined) return known
    const own = ownShape(schema)
    if (left === 0) return own
    // What it says of itself inside of itself, it says by what is beside that.
    this.#known.set(schema, own)
    const whole = this.#withParts(own, schema, left - 1)
    this.#known.set(schema, whole)
    return whole
  }

  #withParts(own: Shape, { $ref, allOf, anyOf, oneOf }: Fields, left: number): Shape {
    const inside = (list: unknown): Shape[] => partsOf(list).map((part) => this.of(part, left))
    const target = typeof $ref === 'string' ? targetOf($ref, this.#root) : undefined
    const all = [own, ...inside(allOf), ...(target ? [this.of(target, left)] : [])]
    for (const branches of [inside(anyOf), inside(oneOf)])
      if (branches.length > 0) all.push(eitherOf(branches))
    return { fields: allFields(all), required: new Set(all.flatMap((part) => [...part.required])) }
  }
}

function ownShape({ properties, required }: Fields): Shape {
  return {
    fields: new Map(Object.entries(isRecord(properties) ? properties : {}).map(inList)),
    required: new Set(
      Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [],
    ),
  }
}

function eitherOf(branches: readonly Shape[]): Shape {
  const [first] = branches
  const common = [...(first?.required ?? [])].filter((name) =>
    branches.every(({ required }) => required.has(name)),
  )
  return { fields: allFields(branches), required: new Set(common) }
}

function allFields(shapes: readonly Shape[]): Map<string, readonly unknown[]> {
  const fields = new Map<string, readonly unknown[]>()
  for (const shape of shapes)
    for (const [name, said] of shape.fields) {
      const before = fields.get(name) ?? []
      const more = said.filter((schema) => !before.some((other) => sameJson(other, schema)))
      fields.set(name, [...before, ...more])
    }
  return fields
}

/** A part of the same document, by its JSON pointer. */
function targetOf(reference: string, root: Fields): Fields | undefined {
  if (!reference.startsWith('#/')) return undefined
  let place: unknown = root
  for (const step of reference.slice(2).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    place = isRecord(place) && Object.hasOwn(place, name) ? place[name] : undefined
  }
  return isRecord(place) ? place : undefined
}

/** As `{ kind: "move", to, from? }`. */
function toldOf({ fields, required }: Shape): string {
  const names = new Set([...required, ...fields.keys()])
  const parts = [...names].map((name) => {
    const { const: value } = (fields.get(name)?.[0] ?? {}) as { readonly const?: unknown }
    const told = value === undefined ? '' : `: ${JSON.stringify(value)}`
    return `${name}${required.has(name) ? '' : '?'}${told}`
  })
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function partsOf(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}

function inList([name, schema]: [string, unknown]): [string, unknown[]] {
  return [name, [schema]]
}

function anyOfThese(said: readonly unknown[]): unknown {
  return said.length === 1 ? said[0] : { anyOf: said }
}
