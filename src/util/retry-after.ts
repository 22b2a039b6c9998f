/**
 * Reads how long a server asks to wait, from `retry-after-ms` or `Retry-After` (RFC 9110, section 10.2.3: seconds
 * or a date). `headers` is a `Headers` or a plain object; `epochMs` is the time now.
 *
 * @returns milliseconds from now, or undefined if the headers do not say.
 */
export function retryAfterMs(headers: unknown, epochMs: number): number | undefined {
  const exact = Number.parseFloat(header(headers, 'retry-after-ms') ?? '')
  if (exact >= 0) return exact
  const text = header(headers, 'retry-after')
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (seconds >= 0) return seconds * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - epochMs)
}

function header(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  for (const [key, value] of Object.entries(headers))
    if (key.toLowerCase() === name && (typeof value === 'string' || typeof value === 'number'))
      return String(value)
  return undefined
}
