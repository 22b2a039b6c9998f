import { chatRequest } from '../shared/request/chat-request.ts'
import type { RequestParts } from '../shared/request/client.ts'

/** A request's own parameters, in the words of the client: Cohere's SDK spells them `maxTokens`, HTTP `max_tokens`. */
export interface CohereParams {
  readonly model: string
  /** Default true. */
  readonly stream?: boolean
  /** Tools that are not the engine's; those are added. */
  readonly tools?: readonly object[]
  readonly [param: string]: unknown
}

/** The body of a request. */
export function cohereRequest(params: CohereParams, parts: RequestParts): Record<string, unknown> {
  return chatRequest(params, parts)
}
