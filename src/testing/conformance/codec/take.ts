import type { ToolCall } from '../../../call/call.ts'
import type { Codec, Reading } from '../../../wire/codec.ts'
import { readSource } from '../../../wire/source/read-source.ts'

/** What became of a source: its reading, and the calls that were emitted while it was read. */
export interface Taken {
  readonly reading: Reading<unknown>
  readonly emitted: readonly ToolCall[]
}

/** A source, opened: its events, or its one response. */
export type Opened =
  | { readonly kind: 'whole'; readonly response: unknown }
  | { readonly kind: 'events'; readonly events: readonly unknown[] }

/** Reads a source to its end. Bytes may be split anywhere. */
export async function open(source: unknown): Promise<Opened> {
  const opened = await readSource(source)
  if (opened.kind === 'whole') return opened
  const events: unknown[] = []
  for await (const event of opened.events) events.push(event)
  return { kind: 'events', events }
}

/** Reads what was opened with a codec. Of a whole response every call is emitted that may run. */
export function take(codec: Codec<unknown>, opened: Opened): Taken {
  if (opened.kind === 'events') return takeEvents(codec, opened.events)
  const reading = codec.read(opened.response)
  return { reading, emitted: reading.stop.kind === 'calls' ? reading.calls : [] }
}

export function takeEvents(codec: Codec<unknown>, events: readonly unknown[]): Taken {
  const emitted: ToolCall[] = []
  const decoder = codec.decoder({ call: (call) => emitted.push(call) })
  for (const event of events) decoder.push(event)
  return { reading: decoder.end(), emitted }
}
