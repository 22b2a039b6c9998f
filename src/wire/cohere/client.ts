import { UsageError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import type { Send } from '../shared/request/client.ts'
import { isRecord } from '../shared/shape.ts'

/** The methods of Cohere's SDK that are asked. */
interface CohereChat {
  chat(body: never, ...rest: never[]): unknown
  chatStream(body: never, ...rest: never[]): unknown
}

/** Cohere's own client, `CohereClientV2` or `CohereClient`, or a function that sends a body. */
export type CohereClient = Send | CohereChat | { readonly v2: CohereChat }

/** A request's own parameters, in the words of the client: Cohere's SDK spells them `maxTokens`, HTTP `max_tokens`. */
export interface CohereParams {
  readonly model: string
  /** Default true. */
  readonly stream?: boolean
  /** Tools that are not the engine's; those are added. */
  readonly tools?: readonly object[]
  readonly [param: string]: unknown
}

/**
 * A client's way to send: the client itself if it is a function, else its `chat` or `chatStream`.
 *
 * @throws {UsageError} if it has neither.
 */
export function cohereSender(client: unknown): Send {
  if (typeof client === 'function') return client as Send
  const api = chatOf(client)
  if (api === undefined)
    throw new UsageError(
      'Expected `client` to be a CohereClientV2 or a function (body, { signal }) => response, got ' +
        `${show(client)}.`,
    )
  return ({ stream, ...body }, { signal }) => {
    const options = { abortSignal: signal } as never
    return stream === false
      ? api.chat(body as never, options)
      : api.chatStream(body as never, options)
  }
}

/** `CohereClient` has the second version of the API under `v2`; its own `chat` is the first. */
function chatOf(client: unknown): CohereChat | undefined {
  if (!isRecord(client)) return undefined
  const { v2 } = client
  const api = isRecord(v2) ? v2 : client
  return typeof api.chat === 'function' && typeof api.chatStream === 'function'
    ? (api as unknown as CohereChat)
    : undefined
}
