import { isRecord } from '../../../util/is-record.ts'

/** What the value of a keyword must be. */
export interface Shape {
  /** In words, after "must be". */
  readonly must: string
  fits(value: unknown): boolean
  /** Where the schemas in it are. `by name or names`: some of its values are lists of names instead. */
  readonly inner?: 'schema' | 'list' | 'schema or list' | 'by name' | 'by name or names'
}

/** The keywords that say something. All others are passed over, for providers and servers add some of their own. */
export interface Dialect {
  readonly keywords: ReadonlyMap<string, Shape>
  /** In draft 7 a reference stands alone, and `$id` names places, too. */
  readonly draft7: boolean
}

const types: readonly unknown[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
]
const isText = (value: unknown): boolean => typeof value === 'string'
const areNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length
const areTypes = (value: unknown): boolean =>
  areNames(value) &&
  (value as unknown[]).length > 0 &&
  (value as unknown[]).every((type) => types.includes(type))

const anything: Shape = { must: 'a value', fits: () => true }
const text: Shape = { must: 'a string', fits: isText }
const flag: Shape = { must: 'true or false', fits: (value) => typeof value === 'boolean' }
const list: Shape = { must: 'an array', fits: Array.isArray }
const number: Shape = { must: 'a number', fits: Number.isFinite }
const count: Shape = {
  must: 'a whole number that is not negative',
  fits: (value) => Number.isInteger(value) && (value as number) >= 0,
}
const positive: Shape = {
  must: 'a number above 0',
  fits: (value) => number.fits(value) && (value as number) > 0,
}
const names: Shape = { must: 'an array of different strings', fits: areNames }
const type: Shape = {
  must: `one of ${types.join(', ')}, or an array of different ones`,
  fits: (value) => types.includes(value) || areTypes(value),
}
const anchor: Shape = {
  must: 'a name of letters, digits, ".", "-" and "_"',
  fits: (value) => isText(value) && /^[A-Za-z_][-A-Za-z0-9._]*$/.test(value as string),
}
const id: Shape = {
  must: 'a URI without a fragment',
  fits: (value) => isText(value) && /^[^#]*#?$/.test(value as string),
}
const namesByName: Shape = {
  must: 'an object of arrays of different strings',
  fits: (value) => isRecord(value) && Object.values(value).every(areNames),
}
const picked: Shape = {
  must: 'an object of true and false',
  fits: (value) => isRecord(value) && Object.values(value).every(flag.fits),
}
// Whether these are schemas is seen when they are come to.
const schema: Shape = { ...anything, inner: 'schema' }
const byName: Shape = { must: 'an object', fits: isRecord, inner: 'by name' }
const schemas: Shape = {
  must: 'an array with at least one schema',
  fits: (value) => Array.isArray(value) && value.length > 0,
  inner: 'list',
}
const schemaOrSchemas: Shape = {
  must: 'a schema, or an array with at least one',
  fits: (value) => !Array.isArray(value) || value.length > 0,
  inner: 'schema or list',
}
const dependencies: Shape = {
  must: 'an object of schemas and of arrays of different strings',
  fits: (value) =>
    isRecord(value) && Object.values(value).every((one) => !Array.isArray(one) || areNames(one)),
  inner: 'by name or names',
}

const each = (shape: Shape, words: string): readonly (readonly [string, Shape])[] =>
  words.split(' ').map((word) => [word, shape] as const)

const validation = [
  ...each(number, 'maximum exclusiveMaximum minimum exclusiveMinimum'),
  ...each(count, 'maxLength minLength maxItems minItems maxProperties minProperties'),
  ...each(flag, 'uniqueItems'),
  ['type', type],
  ['const', anything],
  ['enum', list],
  ['multipleOf', positive],
  ['pattern', text],
  ['required', names],
] as const
const applicators = [
  ...each(schema, 'contains additionalProperties propertyNames if then else not'),
  ...each(byName, 'properties patternProperties'),
  ...each(schemas, 'allOf anyOf oneOf'),
] as const
const annotations = [
  ...each(text, 'title description'),
  ...each(flag, 'readOnly writeOnly'),
  ['default', anything],
  ['examples', list],
] as const
// What OpenAPI has instead of a second type; many tools are made of such schemas.
const openApi = [['nullable', anything]] as const

/** By the last word of their URIs. */
const vocabularies: ReadonlyMap<string, ReadonlyMap<string, Shape>> = new Map(
  Object.entries({
    core: new Map([
      ...each(text, '$schema $ref $dynamicRef $comment'),
      ...each(anchor, '$anchor $dynamicAnchor'),
      ['$id', id],
      ['$vocabulary', picked],
      ['$defs', byName],
      // Of older drafts, and still in use.
      ['definitions', byName],
      ['dependencies', dependencies],
    ]),
    applicator: new Map([
      ...applicators,
      ['prefixItems', schemas],
      ['items', schema],
      ['dependentSchemas', byName],
    ]),
    unevaluated: new Map(each(schema, 'unevaluatedItems unevaluatedProperties')),
    validation: new Map([
      ...validation,
      ...each(count, 'maxContains minContains'),
      ['dependentRequired', namesByName],
      ...openApi,
    ]),
    'meta-data': new Map([...annotations, ['deprecated', flag]]),
    'format-annotation': new Map([['format', text]]),
    content: new Map([
      ...each(text, 'contentEncoding contentMediaType'),
      ['contentSchema', schema] as const,
    ]),
  }),
)

const draft202012: Dialect = {
  keywords: new Map([...vocabularies.values()].flatMap((words) => [...words])),
  draft7: false,
}

const draft7: Dialect = {
  keywords: new Map([
    ...validation,
    ...applicators,
    ...annotations,
    ...openApi,
    ...each(text, '$id $schema $ref $comment format contentMediaType contentEncoding'),
    ['additionalItems', schema],
    ['items', schemaOrSchemas],
    ['definitions', byName],
    ['dependencies', dependencies],
  ]),
  draft7: true,
}

/** The dialect that a URI names, or the part of it that one vocabulary is. Without a URI: what MCP and the providers speak. */
export function dialectAt(uri: string | undefined): Dialect | undefined {
  if (uri === undefined) return draft202012
  const [, draft, word] = knownUri.exec(uri) ?? []
  if (draft === undefined) return undefined
  if (draft === 'draft-07') return word === 'schema' ? draft7 : undefined
  if (word === 'schema') return draft202012
  const keywords = vocabularies.get(word?.slice('meta/'.length) ?? '')
  return keywords && { keywords, draft7: false }
}

const knownUri =
  /^https?:\/\/json-schema\.org\/(draft-07|draft\/2020-12)\/(schema|meta\/[a-z-]+)#?$/

const vocabularyUri = 'https://json-schema.org/draft/2020-12/vocab/'

/** The dialect of those who picked their vocabularies; undefined if one is needed that is not known. */
export function dialectOf(picked: Readonly<Record<string, unknown>>): Dialect | undefined {
  const keywords = new Map<string, Shape>()
  for (const [uri, needed] of Object.entries(picked)) {
    const name = uri.startsWith(vocabularyUri) ? uri.slice(vocabularyUri.length) : ''
    const words = vocabularies.get(name)
    if (words === undefined && needed === true) return undefined
    for (const [word, shape] of words ?? []) keywords.set(word, shape)
  }
  return { keywords, draft7: false }
}
