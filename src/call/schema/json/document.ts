import { isRecord } from '../../../util/is-record.ts'
import { printable } from '../../../util/printable.ts'
import { sameJson } from '../../../util/same-json.ts'
import type { JsonSchema } from '../input-schema.ts'
import { dialectAt, dialectOf, type Dialect } from './dialect.ts'
import { expressionOf } from './pattern.ts'
import { Flaw, walk } from './walk.ts'

/** A schema with a URI of its own, and the names in it that references may use. */
export interface Resource {
  readonly uri: string
  readonly root: JsonSchema | boolean
  readonly anchors: Map<string, JsonSchema>
  readonly dynamicAnchors: Map<string, JsonSchema>
}

/** What a reference leads to: a schema; or that of a dialect, of which nothing but the keywords is here. */
export type Target = Place | { readonly dialect: Dialect }
export interface Place {
  readonly schema: JsonSchema | boolean
  readonly resource: Resource
}

const placeWords = /"\$(?:id|anchor|dynamicAnchor|ref|dynamicRef)"/

/** Where relative URIs begin that have nowhere else to. */
const nowhere = 'json-schema:///'

/** A whole JSON Schema: all that is in it is of the right shape, and all that it refers to is in it. */
export class SchemaDocument {
  readonly dialect: Dialect
  readonly root: Resource
  /** Whether there may be defaults in it: most have nothing of the kind. */
  readonly hasDefaults: boolean
  /** Whether places in it may have names, or be referred to: in most there is nothing of the kind to keep. */
  readonly #hasPlaces: boolean
  readonly #byUri = new Map<string, Resource>()
  readonly #byRoot = new Map<unknown, Resource>()
  readonly #visited = new Set<unknown>()
  #isDynamic = false
  readonly #references: (readonly [string, Resource])[] = []

  /**
   * @param text the schema, as JSON.
   * @throws {Flaw} if it is no JSON Schema.
   */
  constructor(text: string) {
    const schema = JSON.parse(text) as JsonSchema | boolean
    this.#hasPlaces = placeWords.test(text)
    this.hasDefaults = text.includes('"default":')
    this.root = this.#add(nowhere, schema)
    this.dialect = this.#dialectOf(schema)
    this.#visit(schema, this.root)
    // The list grows: what only a reference leads to is looked at only then.
    for (const [reference, from] of this.#references) this.find(reference, from)
  }

  /** Whether what a reference means may depend on how one came to it. */
  get isDynamic(): boolean {
    return this.#isDynamic
  }

  /** The resource that a schema is the root of. */
  resourceOf(schema: JsonSchema): Resource | undefined {
    return this.#byRoot.get(schema)
  }

  /** @throws {Flaw} if a reference leads nowhere. */
  find(reference: string, from: Resource): Target {
    const [uri, fragment] = split(reference, from)
    const dialect = fragment === '' ? dialectAt(uri) : undefined
    const resource = uri === undefined ? from : this.#byUri.get(uri)
    if (resource === undefined) {
      if (uri !== undefined && dialect !== undefined) return { dialect }
      throw new Flaw(`its reference ${printable(reference)} leads nowhere`)
    }
    const place = placeIn(resource, fragment, this.#byRoot)
    if (place === undefined) throw new Flaw(`its reference ${printable(reference)} leads nowhere`)
    if (typeof place.schema === 'object' && !this.#visited.has(place.schema))
      this.#visit(place.schema, place.resource)
    return place
  }

  #dialectOf(schema: JsonSchema | boolean): Dialect {
    const uri = typeof schema === 'object' ? schema['$schema'] : undefined
    if (uri !== undefined && typeof uri !== 'string') throw new Flaw('"$schema" must be a string')
    const dialect = dialectAt(uri) ?? ownDialect(schema as JsonSchema, uri)
    if (dialect !== undefined) return dialect
    throw new Flaw(
      `its "$schema" is ${printable(uri ?? '')}; known are draft 2020-12 and draft-07 of json-schema.org`,
    )
  }

  #visit(schema: JsonSchema | boolean, from: Resource): void {
    walk<Resource>(schema, this.dialect, from, {
      enter: (inner, base) => {
        if (!this.#hasPlaces) return base
        this.#visited.add(inner)
        return this.#resourceFor(inner, base)
      },
      keyword: (name, value, base) => this.#keyword(name, value as never, base),
    })
  }

  #keyword(name: string, value: never, resource: Resource): void {
    if (name === '$dynamicRef') this.#isDynamic = true
    if (name === '$ref' || name === '$dynamicRef') this.#references.push([value, resource])
    else if (name === 'pattern') expressionOf(value)
    else if (name === 'patternProperties') Object.keys(value).forEach(expressionOf)
  }

  /** Those that have a URI of their own are the base of what is in them. */
  #resourceFor(schema: JsonSchema, base: Resource): Resource {
    const { draft7 } = this.dialect
    const { $id: id, $ref } = schema
    let own = base
    if (typeof id === 'string' && !(draft7 && $ref !== undefined)) {
      const uri = URL.parse(id, base.uri)
      if (draft7 && id.startsWith('#')) name(base.anchors, id.slice(1), schema)
      else if (uri !== null) own = this.#add(withoutFragment(uri), schema)
    }
    if (draft7) return own
    const { $anchor: anchor, $dynamicAnchor: dynamic } = schema
    if (typeof anchor === 'string') name(own.anchors, anchor, schema)
    if (typeof dynamic === 'string') {
      name(own.anchors, dynamic, schema)
      own.dynamicAnchors.set(dynamic, schema)
    }
    return own
  }

  #add(uri: string, root: JsonSchema | boolean): Resource {
    const known = this.#byUri.get(uri)
    if (known !== undefined && known.root !== root && !sameJson(known.root, root))
      throw new Flaw(`has two schemas of the URI ${printable(uri)}`)
    const resource = { uri, root, anchors: new Map(), dynamicAnchors: new Map() }
    if (known === undefined) this.#byUri.set(uri, resource)
    this.#byRoot.set(root, resource)
    return resource
  }
}

function name(names: Map<string, JsonSchema>, own: string, schema: JsonSchema): void {
  const known = names.get(own)
  if (known !== undefined && known !== schema && !sameJson(known, schema))
    throw new Flaw(`has two schemas of the name ${printable(own)}`)
  names.set(own, schema)
}

/** A dialect whose own schema, which says what it is made of, is among the definitions. */
function ownDialect({ $defs }: JsonSchema, uri: string | undefined): Dialect | undefined {
  const metaSchemas = isRecord($defs) ? Object.values($defs) : []
  for (const one of metaSchemas)
    if (isRecord(one) && one['$id'] === uri && isRecord(one['$vocabulary']))
      return dialectOf(one['$vocabulary'])
  return undefined
}

/** The URI is undefined where it is that of the resource itself. */
function split(reference: string, { uri }: Resource): readonly [string | undefined, string] {
  if (reference.startsWith('#')) return [undefined, decoded(reference.slice(1))]
  const url = URL.parse(reference, uri)
  if (url === null) throw new Flaw(`its reference ${printable(reference)} is no URI`)
  return [withoutFragment(url), decoded(url.hash.slice(1))]
}

function withoutFragment(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length).replace(/#$/, '')
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    throw new Flaw(`its reference ${printable(fragment)} is no URI`)
  }
}

function placeIn(
  resource: Resource,
  fragment: string,
  resources: ReadonlyMap<unknown, Resource>,
): Place | undefined {
  if (fragment === '') return { schema: resource.root, resource }
  if (!fragment.startsWith('/')) {
    const schema = resource.anchors.get(fragment)
    return schema && { schema, resource }
  }
  let schema: unknown = resource.root
  let inside = resource
  for (const token of fragment.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof schema !== 'object' || schema === null || !Object.hasOwn(schema, key))
      return undefined
    schema = (schema as JsonSchema)[key]
    inside = resources.get(schema) ?? inside
  }
  return isRecord(schema) || typeof schema === 'boolean' ? { schema, resource: inside } : undefined
}
