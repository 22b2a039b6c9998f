/** What an error says of the HTTP response that it stands for; what is missing is undefined. */
export interface HttpFacts {
  readonly status: number | undefined
  readonly headers: unknown
}

/**
 * Reads an error, or a `Response` that was thrown itself. Clients keep the status under several names, on the error, on
 * its `response`, or, as AWS's do, on its `$metadata`; the headers on the error, its `response` or its `$response`.
 */
export function httpFacts(error: object): HttpFacts {
  const { headers, response, $response, $metadata } = error as Partial<Record<string, unknown>>
  return {
    status: statusOf(error) ?? statusOf(response) ?? statusOf($metadata),
    headers: headers ?? headersOf(response) ?? headersOf($response),
  }
}

function statusOf(holder: unknown): number | undefined {
  const { status, statusCode, httpStatusCode } = (holder ?? {}) as Partial<Record<string, unknown>>
  return [status, statusCode, httpStatusCode].find(isStatus)
}

/** A `status` may be anything's: only what HTTP has says something. */
function isStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 100 && value < 600
}

function headersOf(response: unknown): unknown {
  return ((response ?? {}) as { headers?: unknown }).headers
}
