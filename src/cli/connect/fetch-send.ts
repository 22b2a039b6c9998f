import type { Send } from '../../wire/shared/request/client.ts'
import type { Endpoint } from './endpoint.ts'

/** Whose request plain fetch can make. */
export type FetchProvider = 'anthropic' | 'openai'

/** Sends a request's body as the provider's HTTP API takes it. The response is read by the wire format. */
export function fetchSend(provider: FetchProvider, { url, key = '' }: Endpoint): Send {
  const path = provider === 'anthropic' ? '/v1/messages' : '/chat/completions'
  const headers: Record<string, string> =
    provider === 'anthropic'
      ? { 'x-api-key': key, 'anthropic-version': '2023-06-01' }
      : { authorization: `Bearer ${key}` }
  return (body, { signal }) =>
    fetch(`${url.replace(/\/$/, '')}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal,
    })
}
