import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { ToolCall } from '../../../src/call/call.ts'
import type { Codec, Reading } from '../../../src/wire/codec.ts'
import { cases } from '../../support/cases.ts'

/** How many cases a property tries. */
export const runs: number = cases(1_500)

export type Event = Readonly<Record<string, unknown>>

/** What may be done to a stream without changing what it says. */
export interface Disturbances {
  /** Events of no meaning, which may come anywhere. */
  readonly strange: readonly unknown[]
  /** What of a message it does not know may come after an event. `n` differs each time. */
  strangers(n: number): readonly Event[]
  /** The event with optional fields that say nothing. */
  emptied(event: Event): Event
  /** Whether an event may be told twice, and nothing but its own content tells that it was. */
  mayRepeat(event: Event): boolean
  /** What may come after the end. */
  readonly after: readonly Event[]
}

/** One choice an event, used up in order. */
export const choices: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(11), {
  minLength: 1,
  maxLength: 24,
})

/** The stream with what each choice says done to one event after the other. */
export function disturbed(
  events: readonly Event[],
  chosen: readonly number[],
  { strange, strangers, emptied, mayRepeat, after }: Disturbances,
): unknown[] {
  const out: unknown[] = []
  for (const [at, event] of events.entries()) {
    const choice = chosen[at % chosen.length] ?? 0
    const shown = choice % 2 === 1 ? emptied(event) : event
    if (choice >= 8) out.push(strange[(at + choice) % strange.length])
    out.push(shown)
    if (choice % 3 === 0 && mayRepeat(event)) out.push(structuredClone(shown))
    if (choice % 5 === 4 && at > 0 && at < events.length - 2) out.push(...strangers(at))
  }
  return [...out, ...after]
}

/** What a stream tells, without what it holds that is strange. */
export interface Heard {
  readonly told: readonly ToolCall[]
  readonly words: string
  readonly reading: Reading<unknown>
}

export function hear(codec: Codec<unknown>, events: readonly unknown[], isTool?: string): Heard {
  const told: ToolCall[] = []
  let words = ''
  const decoder = codec.decoder({
    call: (call) => told.push(call),
    text: (delta) => (words += delta),
    ...(isTool !== undefined && { isTool: (name: string) => name === isTool }),
  })
  for (const event of events) decoder.push(event)
  const isOver = decoder.phase === 'over'
  const reading = decoder.end()
  assert.ok(isOver, `the decoder does not know that the message is over: ${reading.stop.message}`)
  return { told, words, reading }
}

/** Whether two streams say the same. */
export function assertSame(disturbed: Heard, plain: Heard): void {
  assert.equal(disturbed.reading.stop.kind, plain.reading.stop.kind, disturbed.reading.stop.message)
  assert.deepEqual(disturbed.told, plain.told)
  assert.deepEqual(disturbed.reading.calls, plain.reading.calls)
  assert.equal(disturbed.reading.text, plain.reading.text)
  assert.equal(disturbed.words, plain.words)
}

/** A value with every one of its optional fields there, and empty, as servers in Go send them. */
export function withEmpty(value: unknown, fields: Event): Event {
  return { ...fields, ...(value as Event) }
}
