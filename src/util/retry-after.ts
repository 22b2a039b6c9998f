/**
 * Reads how long a server asks to wait, from `retry-after-ms` or `Retry-After` (RFC 9110, section 10.2.3: seconds
 * or a date). `headers` is a `Headers`, a Map or a plain object; `epochMs` is the time now.
 *
 * @returns milliseconds from now, or undefined if the headers do not say, or cannot be read.
 */
export function retryAfterMs(headers: unknown, epochMs: number): number | undefined {
  try {
    const exactMs = decimal(header(headers, 'retry-after-ms'))
    if (exactMs !== undefined) return exactMs
    const text = header(headers, 'retry-after') ?? ''
    const seconds = decimal(text)
    if (seconds !== undefined) return seconds * 1000
    // `Date.parse` takes "-5" for a month.
    const date = /[a-z]/i.test(text) ? Date.parse(text) : NaN
    return Number.isNaN(date) ? undefined : Math.max(0, date - epochMs)
  } catch {
    return undefined
  }
}

/** `Number` would also take an empty text, and `Infinity`, which is no time to wait. */
function decimal(text = ''): number | undefined {
  return /^\s*\d{1,12}(\.\d*)?\s*$/.test(text) ? Number(text) : undefined
}

function header(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const { get } = headers as { get?: unknown }
  // A `Headers` of any realm or package, or a Map.
  if (typeof get === 'function') {
    const text = textOf(get.call(headers, name))
    if (text !== undefined) return text
  }
  for (const [key, value] of Object.entries(headers))
    if (key.toLowerCase() === name) return textOf(value)
  return undefined
}

function textOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' || typeof first === 'number' ? String(first) : undefined
}
