import type { ToolCall } from '../../../src/call/call.ts'
import type { Codec, Reading } from '../../../src/wire/codec.ts'
import { readSource } from '../../../src/wire/source/read-source.ts'

export interface Decoded<Message> {
  readonly reading: Reading<Message>
  /** What the sink was told, in order. */
  readonly told: readonly ToolCall[]
  /** The sink's calls as they stood before `end()`. */
  readonly early: readonly ToolCall[]
  readonly text: string
  readonly reasoning: string
}

/** Feeds a decoder with events, and ends it. */
export function decode<Message>(
  codec: Codec<Message>,
  events: Iterable<unknown>,
  error?: unknown,
): Decoded<Message> {
  const told: ToolCall[] = []
  let text = ''
  let reasoning = ''
  const decoder = codec.decoder({
    call: (call) => told.push(call),
    text: (delta) => (text += delta),
    reasoning: (delta) => (reasoning += delta),
  })
  for (const event of events) decoder.push(event)
  const early = [...told]
  const reading = decoder.end(error)
  return { reading, told, early, text, reasoning }
}

/** Reads any source to its end. */
export async function readAny<Message>(
  codec: Codec<Message>,
  source: unknown,
): Promise<Reading<Message>> {
  const opened = await readSource(source)
  if (opened.kind === 'whole') return codec.read(opened.response)
  const decoder = codec.decoder({})
  try {
    for await (const event of opened.events) decoder.push(event)
  } catch (error) {
    return decoder.end(error)
  }
  return decoder.end()
}

/** The events of a source, or an error for a whole response. */
export async function eventsOf(source: unknown): Promise<unknown[]> {
  const opened = await readSource(source)
  if (opened.kind === 'whole') throw new Error('Expected events, got a whole response.')
  const events: unknown[] = []
  for await (const event of opened.events) events.push(event)
  return events
}

/** Ids, names and inputs, as the recordings' index has them. */
export function brief(calls: readonly ToolCall[]): [string, string, unknown][] {
  return calls.map(({ id, name, input }) => [id, name, input])
}
