import { RequestRejected } from '../format.ts'

export function missing(param: string): RequestRejected {
  return new RequestRejected(`Missing required parameter: '${param}'.`, {
    param,
    code: 'missing_required_parameter',
  })
}

export function invalidType(param: string, expected: string, got: unknown): RequestRejected {
  return new RequestRejected(
    `Invalid type for '${param}': expected ${expected}, but got ${describe(got)} instead.`,
    { param, code: 'invalid_type' },
  )
}

export function emptyArray(param: string): RequestRejected {
  return new RequestRejected(
    `Invalid '${param}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
    { param, code: 'empty_array' },
  )
}

export function invalidValue(param: string, message: string): RequestRejected {
  return new RequestRejected(message, { param, code: 'invalid_value' })
}

/** @throws {RequestRejected} if the text is empty, or longer than the provider takes. */
export function checkLength(param: string, text: string, longest: number): void {
  if (text === '')
    throw new RequestRejected(
      `Invalid '${param}': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
      { param, code: 'empty_string' },
    )
  if (text.length <= longest) return
  throw new RequestRejected(
    `Invalid '${param}': string too long. Expected a string with maximum length ${longest}, ` +
      `but got a string with length ${text.length} instead.`,
    { param, code: 'string_above_max_length' },
  )
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
