import { toJson } from '../../../call/content/to-json.ts'
import { cutReason } from '../../../util/error-length.ts'
import { redact } from '../../../util/redact.ts'
import type { Decoder, Phase, Reading } from '../../codec.ts'
import { excerpt, providerMessage, unreadable } from '../../source/source-error.ts'
import { holdsAnything, isRecord, type Fields } from '../shape.ts'
import { eventOrigin } from './event-origin.ts'
import { originOf, type Origin } from './origin.ts'

/**
 * Tells what was handed over in the place of a whole response from one that a server left unfinished.
 *
 * @throws {FanfoldError} `unreadable_response` if a response that reads as broken is an error's body, with the server's words; or
 *   has none of the fields that the provider's responses have.
 */
export function expectSent(codec: string, { stop }: Reading<unknown>, response: unknown): void {
  if (stop.kind !== 'broken' || !isRecord(response)) return
  const said = providerMessage(response)
  if (said !== undefined)
    throw unreadable(
      `The provider answered with an error in the place of a message: ${cutReason(redact(said)).replace(/\.$/, '')}.`,
    )
  const own = originOf(codec)
  if (own === undefined || hasFields(own, response)) return
  const { data } = response
  const advice =
    isRecord(data) && hasFields(own, data)
      ? 'Pass its `data`.'
      : "Pass the whole response, as the client's method returned it."
  throw unreadable(`Expected a response with ${own.response}, got ${shown(response)}. ${advice}`)
}

function hasFields({ fields }: Origin, response: Fields): boolean {
  return fields.some((field) => field in response)
}

function shown(value: unknown): string {
  return redact(excerpt(toJson(value)))
}

/** So many of a stream's events are looked at. */
const mostEvents = 20

/** A decoder that remembers the first events, by which another's stream is told from one that broke. */
export class FirstEvents<Message> implements Decoder<Message> {
  readonly #decoder: Decoder<Message>
  readonly #events: Fields[] = []
  #failed = false

  constructor(decoder: Decoder<Message>) {
    this.#decoder = decoder
  }

  push(event: unknown): void {
    if (this.#events.length < mostEvents && isRecord(event)) this.#events.push(event)
    this.#decoder.push(event)
  }

  get phase(): Phase {
    return this.#decoder.phase
  }

  end(error?: unknown): Reading<Message> {
    this.#failed = error !== undefined
    return this.#decoder.end(error)
  }

  /**
   * @param strictly refuses events of no known shape, too, if the stream came to its end.
   * @throws {FanfoldError} `unreadable_response` if a stream that reads as broken is not the provider's.
   */
  expectSent(codec: string, { stop }: Reading<unknown>, strictly: boolean): void {
    const own = originOf(codec)
    const events = this.#events
    if (stop.kind !== 'broken' || own === undefined) return
    const found = events.map(eventOrigin)
    if (found.includes(own) || events.some((event) => providerMessage(event) !== undefined)) return
    const other = found.find((origin) => origin !== undefined)
    if (other !== undefined)
      throw unreadable(
        `Expected ${own.response}, got a stream with ${other.response}. ${other.advice}`,
      )
    const odd = events.find((event) => event.type !== 'ping' && holdsAnything(event))
    if (odd === undefined || this.#failed || !strictly) return
    throw unreadable(
      `Expected a stream with ${own.response}, got one of other events, such as ${shown(odd)}. ` +
        "Pass the stream as the client's method returned it.",
    )
  }
}
