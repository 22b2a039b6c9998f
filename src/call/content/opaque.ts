/** What is better returned in the stead of what JSON shows as `{}`, by the name of its class. */
const advice: ReadonlyMap<string, string> = new Map([
  ['Response', '`await response.text()` or `await response.json()`'],
  ['Request', '`await request.text()`'],
  ['Blob', '`await blob.text()`, or its bytes'],
  ['File', '`await file.text()`, or its bytes'],
  ['ReadableStream', '`await new Response(stream).text()`'],
  ['Readable', '`await text(stream)` of node:stream/consumers'],
  ['Headers', '`Object.fromEntries(headers)`'],
  ['FormData', '`Object.fromEntries(formData)`'],
  ['URLSearchParams', '`Object.fromEntries(searchParams)`'],
  ['Promise', 'what it resolves to: `await` it'],
  ['RegExp', 'its `source`'],
  ['Generator', 'an array: `[...generator]`'],
])

/** What of a tool's value JSON shows as nothing. */
export interface Opaque {
  readonly value: unknown
  /** Of which kind it is: a `Promise`. */
  readonly what: string
  /** What should be returned in its place. */
  readonly instead: string
}

/** Is told of each opaque piece of a value, and where in it that is, such as `rows[0].text`; `''` is the value itself. */
export type OpaqueWatch = (opaque: Opaque, path: string) => void

/**
 * Of a value that JSON shows as nothing (a function, a `Response`, a stream, an instance without enumerable data)
 * what it is, and what to return instead; undefined of all others. May throw, where reading the value does.
 */
export function opaque(value: unknown): Opaque | undefined {
  if (typeof value === 'symbol') return make(value, 'symbol', undefined)
  if (typeof value === 'function') return make(value, 'function', 'what that function returns')
  if (typeof value !== 'object' || value === null) return undefined
  if (!isStream(value) && (Object.keys(value).length > 0 || isPlain(value))) return undefined
  const name = classOf(value)
  const instead = advice.get(name) ?? (isStream(value) ? advice.get('Readable') : undefined)
  return make(value, name, instead)
}

function make(
  value: unknown,
  what: string,
  instead = 'its data as a plain object, or a text',
): Opaque {
  return { value, what, instead }
}

/** What the model is shown of it. */
export function opaqueNote({ what, instead }: Opaque): string {
  return `[The tool returned a ${what}, of which JSON shows nothing. It should return ${instead}.]`
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Array.isArray(value)
}

/** Node's streams have enumerable data, all of it inner workings. */
export function isStream(value: object): boolean {
  const { pipe, pipeTo, on } = value as Partial<Record<string, unknown>>
  return (typeof pipe === 'function' && typeof on === 'function') || typeof pipeTo === 'function'
}

function classOf(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (tag !== 'Object') return tag
  const { name } = (value as { constructor?: { name?: unknown } }).constructor ?? {}
  return typeof name === 'string' && name !== '' ? name : 'nameless object'
}
