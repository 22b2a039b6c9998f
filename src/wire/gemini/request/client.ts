import { UsageError } from '../../../call/errors/error.ts'
import { show } from '../../../call/expect.ts'
import type { RequestParts } from '../../shared/request/client.ts'
import { isRecord } from '../../shared/shape.ts'
import { geminiConfig, type GeminiParams } from './request.ts'
import { restBody } from './rest.ts'

/** What of a request is in its URL, not in its body, and its signal. */
export interface GeminiSendOptions {
  readonly model: string
  /** Whether `streamGenerateContent` is wanted, with `alt=sse`, rather than `generateContent`. */
  readonly stream: boolean
  readonly signal: AbortSignal
}

/** Sends the body of an HTTP request and resolves to a response or a stream, in any form that `readSource` takes. */
export type GeminiSend = (body: Record<string, unknown>, options: GeminiSendOptions) => unknown

interface Models {
  generateContent(params: object): unknown
  generateContentStream(params: object): unknown
}

/**
 * A client's way to send a request.
 *
 * @throws {UsageError} if it has none.
 */
export function geminiSender(
  client: unknown,
  params: GeminiParams,
): (parts: RequestParts, signal: AbortSignal) => unknown {
  const { model, stream = true } = params
  if (typeof client === 'function') {
    const send = client as GeminiSend
    return (parts, signal) =>
      send(restBody(parts.messages, geminiConfig(params.config, parts)), { model, stream, signal })
  }
  const models = modelsOf(client)
  return (parts, signal) => {
    const config = geminiConfig(params.config, parts)
    const request = { model, contents: parts.messages, config: withSignal(config, signal) }
    return stream ? models.generateContentStream(request) : models.generateContent(request)
  }
}

/** A signal of the user's own holds too. */
function withSignal(config: Record<string, unknown>, signal: AbortSignal): object {
  const { abortSignal: own } = config
  const both = own instanceof AbortSignal ? AbortSignal.any([own, signal]) : signal
  return { ...config, abortSignal: both }
}

function modelsOf(client: unknown): Models {
  const models = isRecord(client) ? client.models : undefined
  if (
    isRecord(models) &&
    typeof models.generateContent === 'function' &&
    typeof models.generateContentStream === 'function'
  )
    return models as unknown as Models
  throw new UsageError(
    'Expected `client` to be a Google GenAI client (with `models.generateContentStream`) or a function ' +
      `(body, { model, stream, signal }) => response, got ${show(client)}.`,
  )
}
