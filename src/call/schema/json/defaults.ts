import { isRecord } from '../../../util/is-record.ts'
import type { JsonSchema } from '../input-schema.ts'
import type { Resource, SchemaDocument } from './document.ts'
import type { Maker } from './rules.ts'
import { Run } from './run.ts'

/** A value with the defaults of its schema filled in; the very value where there is nothing to fill in. What is filled in is a copy. */
export type Fill = (value: unknown) => unknown

type Fields = Readonly<Record<string, unknown>>

/**
 * What fills in the defaults of a document: those of an object's `properties` that are not there, also within `items`, `allOf` and
 * what `$ref` leads to. Not within branches, of which it is not said which one is meant. A default that does not fit its own
 * schema is passed over. Undefined where it has no defaults.
 */
export function fillOf(document: SchemaDocument, maker: Maker): Fill | undefined {
  return new Defaults(document, maker).of(document.root.root, document.root)
}

class Defaults {
  readonly #document: SchemaDocument
  readonly #maker: Maker
  /** Schemas may be in circles. */
  readonly #known = new Map<JsonSchema, { fill?: Fill | undefined }>()

  constructor(document: SchemaDocument, maker: Maker) {
    this.#document = document
    this.#maker = maker
  }

  of(schema: unknown, from: Resource): Fill | undefined {
    if (!isRecord(schema)) return undefined
    const known = this.#known.get(schema)
    if (known !== undefined) return (value) => known.fill?.(value) ?? value
    const own: { fill?: Fill | undefined } = {}
    this.#known.set(schema, own)
    const parts = this.#partsOf(schema, this.#document.resourceOf(schema) ?? from)
    const fills = parts.filter((fill) => fill !== undefined)
    if (fills.length > 0) own.fill = (value) => fills.reduce((filled, fill) => fill(filled), value)
    return own.fill
  }

  #partsOf(schema: JsonSchema, resource: Resource): (Fill | undefined)[] {
    const { $ref, allOf, properties, items, prefixItems } = schema
    const parts: (Fill | undefined)[] = []
    if (typeof $ref === 'string') {
      const target = this.#maker.find($ref, resource)
      if ('schema' in target) parts.push(this.of(target.schema, target.resource))
      // What stands beside it says nothing there.
      if (this.#document.dialect.draft7) return parts
    }
    if (Array.isArray(allOf)) for (const part of allOf) parts.push(this.of(part, resource))
    if (isRecord(properties)) parts.push(this.#ofFields(properties, resource))
    if (isRecord(items) && prefixItems === undefined) parts.push(ofItems(this.of(items, resource)))
    return parts
  }

  #ofFields(properties: Fields, resource: Resource): Fill | undefined {
    const fields = Object.entries(properties).flatMap(([name, schema]) => {
      const text = this.#defaultOf(schema, resource)
      const inner = this.of(schema, resource)
      // It would be no field of a copy, but its prototype.
      if (name === '__proto__' || (text === undefined && inner === undefined)) return []
      return { name, text, inner }
    })
    if (fields.length === 0) return undefined
    return (value) => {
      if (!isRecord(value)) return value
      let filled: Record<string, unknown> | undefined
      for (const { name, text, inner } of fields) {
        const own = Object.hasOwn(value, name) ? value[name] : undefined
        const given = own === undefined && text !== undefined ? (JSON.parse(text) as unknown) : own
        const next = inner === undefined || given === undefined ? given : inner(given)
        if (next !== own) (filled ??= { ...value })[name] = next
      }
      return filled ?? value
    }
  }

  /** As JSON, of which each call gets an object of its own. */
  #defaultOf(schema: unknown, resource: Resource): string | undefined {
    if (!isRecord(schema) || !Object.hasOwn(schema, 'default')) return undefined
    if (this.#document.dialect.draft7 && schema['$ref'] !== undefined) return undefined
    const run = new Run()
    run.entered = [this.#document.root]
    const { default: value } = schema
    return this.#maker.make(schema, resource)(value, run, undefined)
      ? JSON.stringify(value)
      : undefined
  }
}

function ofItems(inner: Fill | undefined): Fill | undefined {
  if (inner === undefined) return undefined
  return (value) => {
    if (!Array.isArray(value)) return value
    const items: readonly unknown[] = value
    const filled = items.map(inner)
    return filled.some((item, index) => item !== items[index]) ? filled : value
  }
}
