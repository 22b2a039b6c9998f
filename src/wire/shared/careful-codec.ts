import type { Codec, Decoder, Phase, Reading, Sink } from '../codec.ts'
import { withinBounds } from './stream/call-meter.ts'
import { withEmptyWarning } from './ending/empty.ts'
import { withLostCalls } from './ending/lost-calls.ts'
import type { IsTool } from './parallel-wrapper.ts'
import { sendable } from './sent/sendable.ts'

/**
 * A codec whose readings are what holds for all providers: they have no more calls than are run, a call that was left in the
 * words is said to be lost, an answer with nothing in it is said to be empty, and what goes back can be sent.
 */
export function carefulCodec<Message, WireTool>(
  codec: Codec<Message, WireTool>,
): Codec<Message, WireTool> {
  return {
    ...codec,
    read: (response, isTool) => finished(codec.read(response, isTool), isTool),
    decoder: (sink) => new CarefulDecoder(codec.decoder(sink), sink),
  }
}

class CarefulDecoder<Message> implements Decoder<Message> {
  readonly #decoder: Decoder<Message>
  readonly #sink: Sink

  constructor(decoder: Decoder<Message>, sink: Sink) {
    this.#decoder = decoder
    this.#sink = sink
  }

  push(event: unknown): void {
    this.#decoder.push(event)
  }

  get phase(): Phase {
    return this.#decoder.phase
  }

  end(error?: unknown): Reading<Message> {
    return finished(this.#decoder.end(error), this.#sink.isTool?.bind(this.#sink))
  }
}

function finished<Message>(
  reading: Reading<Message>,
  isTool: IsTool | undefined,
): Reading<Message> {
  const bounded = withEmptyWarning(withLostCalls(withinBounds(reading), isTool))
  const messages = sendable(bounded.messages)
  return messages === bounded.messages ? bounded : { ...bounded, messages }
}
