import type { AnyTool } from '../call/tool.ts'
import type { Codec } from '../wire/codec.ts'

/** Whether the model is asked for several calls in one message, or kept from them. */
export type Parallel = 'encourage' | 'allow' | 'forbid'

/** One request of the loop to its model. */
export interface ModelRequest<Message> {
  /** In the provider's own shape. */
  readonly messages: readonly Message[]
  readonly tools: Iterable<AnyTool>
  /** `forbid` sets the provider's switch against several calls; the others leave or set it to allow them. */
  readonly parallel: Parallel
  /** Text to add to the system prompt. */
  readonly instructions?: string | undefined
  /** Fields that the message before needs in the next request; see `Reply.carried`. */
  readonly carried?: { readonly [field: string]: unknown } | undefined
  readonly signal: AbortSignal
}

/** A language model behind a client, as the agent loop and `answer` see it. */
export interface Model<Message = unknown> {
  /** The model's own name. */
  readonly name: string
  readonly codec: Codec<Message>
  /** Sends one request; resolves to a response or a stream, in any form that `readSource` takes. */
  send(request: ModelRequest<Message>): Promise<unknown>
}
