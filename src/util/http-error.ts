/** What an error says of the HTTP response that it stands for; fields that are missing are undefined. */
export interface HttpFacts {
  readonly status: number | undefined
  readonly headers: unknown
}

/** Clients keep the status and the headers on the error itself (the status under two names), or on its `response`. */
export function httpFacts(error: object): HttpFacts {
  const { status, statusCode, headers, response } = error as Partial<Record<string, unknown>>
  const http = response as { status?: unknown; headers?: unknown } | null | undefined
  const found = [status, statusCode, http?.status].find((value) => typeof value === 'number')
  return { status: found as number | undefined, headers: headers ?? http?.headers }
}
