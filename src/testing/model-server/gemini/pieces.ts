import type { Json } from '../format.ts'

/**
 * A call's arguments as Vertex AI streams them with `streamFunctionCallArguments`: values by path, strings in two
 * pieces and an empty one that ends them. Objects and lists that hold nothing have no such form and are left out.
 */
export function partialArgs(value: unknown, path = '$'): Json[] {
  if (typeof value === 'string') return stringPieces(path, value)
  if (typeof value === 'number') return [{ jsonPath: path, numberValue: value }]
  if (typeof value === 'boolean') return [{ jsonPath: path, boolValue: value }]
  if (value === null || value === undefined) return [{ jsonPath: path, nullValue: null }]
  if (Array.isArray(value)) return value.flatMap((item, at) => partialArgs(item, `${path}[${at}]`))
  return Object.entries(value).flatMap(([key, item]) => partialArgs(item, path + stepTo(key)))
}

function stringPieces(jsonPath: string, text: string): Json[] {
  const characters = Array.from(text)
  const half = Math.ceil(characters.length / 2)
  const cut = [characters.slice(0, half), characters.slice(half)].map((part) => part.join(''))
  const pieces = cut.filter((stringValue) => stringValue !== '')
  return [
    ...pieces.map((stringValue) => ({ jsonPath, stringValue, willContinue: true })),
    { jsonPath, stringValue: '' },
  ]
}

function stepTo(key: string): string {
  if (/^[\p{L}\p{N}_-]+$/u.test(key)) return `.${key}`
  return `['${key.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}']`
}
