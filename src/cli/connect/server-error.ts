import { oneLine } from '../../util/term/visible.ts'
import { RunError } from '../../agent/run/run-error.ts'
import type { ModelName } from './model-name.ts'
import { providerInfo } from './provider-info.ts'
import { errorText } from '../../util/error-text.ts'
import { shownAddress } from '../../util/shown-address.ts'

/** What the clients' errors say of a response, each in its own way. */
interface ClientError {
  readonly status?: unknown
  readonly statusCode?: unknown
  readonly status_code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: unknown }
  readonly headers?: unknown
  readonly error?: unknown
  readonly body?: unknown
}

/** One sentence on why a request to a model failed, and what to do. */
export function serverSentence(thrown: unknown, { provider, id }: ModelName, url?: string): string {
  const error = thrown instanceof RunError ? thrown.cause : thrown
  const at = url === undefined ? provider : `${provider} at ${shownAddress(url)}`
  const status = statusOf(error)
  if (status === undefined)
    return `The request to ${at} failed: ${oneLine(errorText(error)).replace(/\.$/, '')}.`
  const why = oneLine(detail(error))
  const said = why === '' ? '' : `: ${why.replace(/\.$/, '')}`
  if (status === 401 || status === 403)
    return `${at} refused the key (${status})${said}. Check ${keyOf(provider)}.`
  if (status === 404) return `${at} does not know the model "${id}" (404)${said}.`
  if (status === 429) return `${at} takes no more requests now (429)${said}.${again(error)}`
  if (status >= 500) return `${at} failed (${status})${said}. Try again later.`
  return `${at} rejected the request (${status})${said}.`
}

function statusOf(error: unknown): number | undefined {
  const { status, statusCode, status_code, $metadata } = (error ?? {}) as ClientError
  return [status, statusCode, status_code, $metadata?.httpStatusCode].find(
    (value) => typeof value === 'number',
  )
}

function keyOf(provider: ModelName['provider']): string {
  const { keyVariables, label } = providerInfo[provider]
  return keyVariables.length === 0 ? `the credentials for ${label}` : keyVariables.join(' or ')
}

/** The provider's own words, out of whichever shape its error came in. */
function detail(error: unknown): string {
  const text = errorText(error)
  const body = (error as ClientError).error ?? (error as ClientError).body ?? parsed(text)
  const inner = (body as { error?: unknown } | undefined)?.error ?? body
  if (typeof inner === 'string') return inner
  const message = (inner as { message?: unknown } | null | undefined)?.message
  return typeof message === 'string' ? message : text.replace(/^\d{3} /, '')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function again(error: unknown): string {
  const { headers } = error as ClientError
  const value = headers instanceof Headers ? headers.get('retry-after') : null
  return value === null ? ' Try again later.' : ` Try again in ${value} s.`
}
