import { resolve } from 'node:path'
import { mostKeys } from '../../../call/key-bounds.ts'
import { UsageError } from '../../../call/errors/error.ts'
import { fileKey } from '../../../util/file-key.ts'
import { show } from '../../../call/expect.ts'

/** A key with places for arguments: `customer/{id}`. */
export interface KeyTemplate {
  /** The arguments that it names. */
  readonly fields: readonly string[]
  /** The keys of a call with these arguments. */
  keysOf(input: unknown): readonly string[]
}

/** What a template is read for. */
export interface TemplatePlace {
  /** Of the template in the config, for errors. */
  readonly path: string
  /** Of all that the server holds: the key of a call that does not say what the template asks for. */
  readonly serverKey: string
  /** Where the server's relative paths begin, if not in this process's directory. */
  readonly cwd: string | undefined
}

const place = /\{([^{}]*)\}/g
const wholePlace = /^\{([^{}]+)\}$/
const aFile = /^file\/\{([^{}]+)\}$/

/**
 * Reads a template. `file/{path}` is the key that `fileKey` gives for that path. Elsewhere a value that fills a segment may be a
 * path, of which `.` and `..` are taken out, and in part of a segment it is text. A list stands for one key each. A value that is
 * missing, is no text or number, or leads out of its place gives the server's whole key, and that of all that the template could be.
 *
 * @throws {UsageError} if it is no template.
 */
export function keyTemplate(text: unknown, where: TemplatePlace): KeyTemplate {
  const { path, serverKey, cwd } = where
  if (typeof text !== 'string' || text === '' || /[{}]/.test(text.replaceAll(place, '')))
    throw new UsageError(
      `Expected \`${path}\` to be a key such as "customer/{id}", got ${show(text)}.`,
    )
  const fields = [...text.matchAll(place)].map(([, field = '']) => field.trim())
  if (fields.includes(''))
    throw new UsageError(`Expected \`${path}\` to name an argument in each {…}, got ${show(text)}.`)
  const segments = text.split('/')
  const first = segments.findIndex((segment) => segment.includes('{'))
  const around = [segments.slice(0, first).join('/') || '*', serverKey]
  const file = aFile.exec(text)?.[1]?.trim()
  const keys = (input: unknown): readonly string[] | undefined =>
    file === undefined ? filled(segments, input) : filesOf(valueAt(input, file), cwd)
  return {
    fields,
    keysOf: (input) => (fields.length === 0 ? [text] : (keys(input) ?? around)),
  }
}

function filesOf(value: unknown, cwd: string | undefined): readonly string[] | undefined {
  const paths = Array.isArray(value) ? value : [value]
  try {
    if (paths.length === 0 || paths.length > mostKeys) return undefined
    return paths.map((path) => fileKey(placed(path, cwd)))
  } catch {
    return undefined
  }
}

/** What is no path is refused by who reads it. */
function placed(path: unknown, cwd: string | undefined): string {
  const isUrl = typeof path === 'string' && /^file:/i.test(path)
  return cwd === undefined || typeof path !== 'string' || path === '' || isUrl
    ? (path as string)
    : resolve(cwd, path)
}

/** All keys that the values make, or undefined if one of them will not do. */
function filled(segments: readonly string[], input: unknown): readonly string[] | undefined {
  let keys: string[][] = [[]]
  for (const segment of segments) {
    const options = fillings(segment, input)
    if (options === undefined || options.length * keys.length > mostKeys) return undefined
    keys = keys.flatMap((key) => options.map((more) => key.concat(more)))
  }
  return keys.map((key) => key.join('/'))
}

/** What one segment becomes: for each value the segments that take its place. */
function fillings(segment: string, input: unknown): readonly string[][] | undefined {
  const fields = [...segment.matchAll(place)].map(([, field = '']) => field.trim())
  if (fields.length === 0) return [[segment]]
  const whole = wholePlace.test(segment)
  if (fields.length === 1) {
    const value = valueAt(input, fields[0] as string)
    const values = Array.isArray(value) ? value : [value]
    const made = values.map((each) => (whole ? pathIn(each) : textIn(segment, [each])))
    return made.length > 0 && made.every((each) => each !== undefined) ? made : undefined
  }
  const one = textIn(
    segment,
    fields.map((field) => valueAt(input, field)),
  )
  return one && [one]
}

/** The segments of a value that is a path: none if it leads above where it begins, or says nothing. */
function pathIn(value: unknown): string[] | undefined {
  if (!isScalar(value)) return undefined
  const kept: string[] = []
  for (const part of String(value).split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(encoded(part))
    else if (kept.pop() === undefined) return undefined
  }
  return kept.length === 0 ? undefined : kept
}

function textIn(segment: string, values: readonly unknown[]): string[] | undefined {
  if (!values.every(isScalar)) return undefined
  let next = 0
  return [segment.replaceAll(place, () => encoded(String(values[next++])).replaceAll('/', '%2F'))]
}

/** As in the keys of files: in a key `*` is everything. */
function encoded(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('*', '%2A')
}

function isScalar(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || Number.isFinite(value)
}

/** The value at `a.b.c`, of own fields alone. */
function valueAt(input: unknown, field: string): unknown {
  let value = input
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
