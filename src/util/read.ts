/** What came of reading what somebody else wrote: it, or what is wrong with it. */
export type Read<T> =
  | { readonly value: T; readonly fault?: undefined }
  | { readonly fault: string; readonly value?: undefined }

/** The value of a JSON text, which may begin with a byte order mark. @throws {SyntaxError} if it is not JSON. */
export function parseJson(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
}

/** Reads JSON; `what` is its name in the fault, such as "it". */
export function readJson(json: unknown, what: string): Read<unknown> {
  try {
    if (typeof json === 'string') return { value: JSON.parse(json) as unknown }
  } catch {
    // What it says of the text would repeat the text.
  }
  return { fault: `${what} is not JSON` }
}
