import { RequestRejected, type Json } from '../format.ts'

/** @throws {RequestRejected} for a field that Google's JSON reader does not know. */
export function checkFields(value: Json, known: readonly string[], at: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown === undefined) return
  const place = at === '' ? '' : ` at '${at}'`
  throw new RequestRejected(
    `Invalid JSON payload received. Unknown name "${unknown}"${place}: Cannot find field.`,
  )
}

export function invalidValue(at: string, type: string, value: unknown): RequestRejected {
  return new RequestRejected(
    `Invalid value at '${at}' (type.googleapis.com/google.protobuf.${type}), ${JSON.stringify(value)}`,
  )
}
