import { cutReason } from '../../util/error-length.ts'
import { FanfoldError } from '../errors/usage-error.ts'
import type { ResponseLike } from './is-response.ts'

/** A response that says that a request failed, as an error. What is decided by its status and headers is decided as of any other. */
export class ResponseError extends FanfoldError {
  override readonly name: string = 'ResponseError'
  readonly status: number
  /** For people: it may hold what a model is not to see. */
  readonly url: string | undefined
  readonly headers!: ResponseLike['headers']

  /** @param body the beginning of it. */
  constructor({ status, statusText, url, headers }: ResponseLike, body: string) {
    const shown = body.trim()
    super(`${statusLine(status, statusText)}${shown === '' ? '' : `: ${cutReason(shown)}`}`, {
      code: 'http_status',
    })
    this.status = status
    this.url = typeof url === 'string' && url !== '' ? url : undefined
    // Not enumerable, for headers carry cookies.
    Object.defineProperty(this, 'headers', { value: headers })
  }
}

export function statusLine(status: number, statusText: unknown): string {
  const words = typeof statusText === 'string' ? ` ${statusText}` : ''
  return `HTTP ${status}${words}`.trim()
}
