import { UsageError } from '../../../call/errors/error.ts'
import { show } from '../../../call/expect.ts'
import { isRecord, type Fields } from '../shape.ts'

/** Sends a request's body and resolves to a response or a stream, in any form that `readSource` takes. */
export type Send = (
  body: Record<string, unknown>,
  options: { readonly signal: AbortSignal },
) => unknown

/** A request as the agent loop describes it, with the tools written already. */
export interface RequestParts {
  readonly messages: readonly unknown[]
  readonly tools: readonly object[]
  readonly parallel: 'encourage' | 'allow' | 'forbid'
  readonly instructions?: string | undefined
  /** Fields that the message before needs in the next request. */
  readonly carried?: Fields | undefined
}

/**
 * A client's way to send: the client itself if it is a function, else its `method` under `path`.
 *
 * @throws {UsageError} if it has neither.
 */
export function senderOf(
  client: unknown,
  path: readonly string[],
  what: string,
  method = 'create',
): Send {
  if (typeof client === 'function') return client as Send
  let owner: unknown = client
  for (const key of path) owner = isRecord(owner) ? owner[key] : undefined
  if (!isRecord(owner) || typeof owner[method] !== 'function')
    throw new UsageError(
      `Expected \`client\` to be ${what} (with \`${[...path, method].join('.')}\`) or a function ` +
        `(body, { signal }) => response, got ${show(client)}.`,
    )
  const api = owner as Readonly<Record<string, Send>>
  return (body, options) => (api[method] as Send).call(api, body, options)
}

/** @throws {UsageError} if the model is not named. */
export function expectModel(params: unknown): void {
  const model = isRecord(params) ? params.model : undefined
  if (typeof model === 'string' && model !== '') return
  throw new UsageError(`Expected \`model\` to be the name of a model, got ${show(model)}.`)
}
