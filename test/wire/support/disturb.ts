import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import type { Codec, Phase } from '../../../src/wire/codec.ts'
import { isRecord, type Fields } from '../../../src/wire/shared/shape.ts'
import { decode as decodeStream } from '../../../src/wire/source/decode.ts'
import { cases } from '../../support/cases.ts'
import { decode } from './decode.ts'
import type { Sample } from './samples.ts'

/** What servers, gateways and proxies do to the events of one format without meaning anything by it. */
export interface Disturbances {
  readonly codec: Codec<unknown>
  readonly streams: fc.Arbitrary<Sample>
  /** How far a message is after its last event. */
  readonly last: Phase
  /** Events that belong to no message. */
  readonly noise: readonly unknown[]
  /** The event with every optional field that a server may send, empty. */
  zeroed(event: Fields): Fields
  /** Whether an event that comes twice says nothing more. */
  mayRepeat(event: Fields, at: number, all: readonly unknown[]): boolean
  /** The names of the fields, and the types of events, if these have any. */
  readonly words: readonly string[]
  readonly types: readonly string[]
}

/** Adds empty fields to an object; those that it has stay. */
export function withEmpty(value: unknown, empty: Fields): Fields {
  return { ...empty, ...(isRecord(value) ? value : {}) }
}

const empties = ['', null, 0, false, {}, [], [{}]]

export function testDisturbances(how: Disturbances): void {
  const { codec, streams, last, words, types } = how
  const bits = fc.array(fc.nat(255), { minLength: 1, maxLength: 40 })

  test(`${codec.name}: empty fields, events told again and keep-alives change nothing`, () => {
    fc.assert(
      fc.property(streams, bits, ({ events }, chance) => {
        const plain = decode(codec, events)
        const disturbed = decode(codec, disturb(how, events as readonly Fields[], chance))
        assert.deepEqual(disturbed, { ...plain, early: disturbed.early })
        assert.deepEqual(disturbed.told, disturbed.reading.calls)
      }),
      { numRuns: cases(1_000) },
    )
  })

  test(`${codec.name}: the message says itself that it is over`, () => {
    fc.assert(
      fc.property(streams, ({ events, says }) => {
        const decoder = codec.decoder({})
        for (const event of events) {
          if (says(event)) break
          assert.equal(decoder.phase, 'open')
          decoder.push(event)
        }
        const whole = codec.decoder({})
        for (const event of events) whole.push(event)
        assert.equal(whole.phase, last)
      }),
      { numRuns: cases(300) },
    )
  })

  test(`${codec.name}: a connection that stays open after its message is not waited for`, async () => {
    const [sample] = fc.sample(streams, { numRuns: 1, seed: 2 })
    const { events } = sample as Sample
    async function* hanging(): AsyncGenerator<unknown> {
      yield* events
      await new Promise(() => {})
    }
    const clock = virtualClock()
    const reading = decodeStream(hanging(), codec.decoder({}), clock)
    assert.deepEqual(await clock.run(reading), decode(codec, events).reading)
  })

  const word = fc.constantFrom(...words)
  const nothing = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(...empties),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(word, tie('value'), { maxKeys: 4 }),
    ),
  })).value
  const typed = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    types.length === 0
      ? value
      : fc
          .tuple(fc.constantFrom(...types), value)
          .map(([type, fields]) => ({ ...(isRecord(fields) && fields), type }))

  test(`${codec.name}: of events without content none becomes a call`, () => {
    fc.assert(
      fc.property(streams, fc.array(typed(nothing), { maxLength: 8 }), (sample, events) => {
        const { reading, told } = decode(codec, [...sample.events.slice(0, 1), ...events])
        const { calls } = decode(codec, sample.events.slice(0, 1)).reading
        assert.equal(reading.calls.length, calls.length)
        assert.ok(told.length <= calls.length)
        for (const event of events) assert.deepEqual(codec.read(event).calls, [])
      }),
      { numRuns: cases(1_000) },
    )
  })

  const junk = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      word,
      fc.constantFrom(...empties, '{}', '{"n":', '{"n":1}', 7),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(word, tie('value'), { maxKeys: 5 }),
    ),
  })).value

  test(`${codec.name}: junk among the events throws nothing, and no call comes from nowhere`, () => {
    fc.assert(
      fc.property(streams, fc.array(fc.tuple(fc.nat(), typed(junk))), ({ events }, more) => {
        const all = [...events]
        for (const [at, event] of more) all.splice(at % (all.length + 1), 0, event)
        const { reading, told } = decode(codec, all)
        assert.deepEqual(reading.calls.slice(0, told.length), told)
        const text = JSON.stringify(all)
        for (const { name } of reading.calls)
          assert.ok(name === 'unnamed_tool' || text.includes(JSON.stringify(name)))
        for (const event of all) codec.read(event)
      }),
      { numRuns: cases(1_000) },
    )
  })
}

/** The same for the same numbers. */
function disturb(
  how: Disturbances,
  events: readonly Fields[],
  chance: readonly number[],
): unknown[] {
  let place = 0
  const next = (): number => chance[place++ % chance.length] as number
  return events.flatMap((event, at) => {
    const way = next()
    const one = (way & 1) === 0 ? event : how.zeroed(event)
    const told = (way & 2) !== 0 && how.mayRepeat(event, at, events) ? [one, one] : [one]
    return (way & 4) === 0 ? told : [how.noise[next() % how.noise.length], ...told]
  })
}
