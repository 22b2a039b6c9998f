import type { Json, WireError } from '../format.ts'

/** The body of an error response of OpenAI (https://platform.openai.com/docs/guides/error-codes). */
export function errorBody({ status, message: text, param, code }: WireError): Json {
  const type =
    status >= 500 ? 'server_error' : status === 429 ? 'requests' : 'invalid_request_error'
  const defaultCode = status === 429 ? 'rate_limit_exceeded' : null
  return { error: { message: text, type, param: param ?? null, code: code ?? defaultCode } }
}
