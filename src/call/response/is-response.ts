/** What is asked of a response: that of the platform's `fetch`, of another realm, or of a package such as undici or node-fetch. */
export interface ResponseLike {
  readonly status: number
  readonly statusText?: unknown
  readonly url?: unknown
  readonly bodyUsed?: unknown
  readonly headers: { get(name: string): string | null }
  readonly body?: unknown
  text(): Promise<string>
}

/** Whether a value is a response of `fetch`, told by what it can do. Of what cannot be read, nothing is known. */
export function isResponse(value: unknown): value is ResponseLike {
  if (typeof value !== 'object' || value === null) return false
  try {
    const { text, status, headers } = value as Partial<Record<string, unknown>>
    if (typeof text !== 'function' || typeof status !== 'number') return false
    return typeof (headers as { get?: unknown } | undefined)?.get === 'function'
  } catch {
    return false
  }
}
