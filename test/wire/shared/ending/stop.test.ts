import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decode } from '../../support/decode.ts'
import { speakers } from '../../support/speakers.ts'

const long = 'x'.repeat(1_000_000)
/** A sentence of ours around 2,000 characters of somebody else's. */
const mostSaid = 2_200

describe('what is said of a message that did not end well', () => {
  for (const { codec, endings, say } of speakers)
    it(`${codec.name}: has a bound, whatever the provider says`, () => {
      const calls = [{ id: '1', index: 0, name: 'a', args: {} }]
      const whole = JSON.stringify(say(calls, 'calls'))
      const words = Object.values(endings).map((word) => whole.replaceAll(`"${word}"`, `"${long}"`))
      for (const events of [
        ...words.map((text) => JSON.parse(text) as unknown[]),
        [{ error: { type: long, message: long } }],
        [{ error: long }],
        [{ type: 'error', error: { type: long } }],
        [{ [`${long}Exception`]: { message: long } }],
        [{ promptFeedback: { blockReason: long } }],
      ])
        for (const error of [undefined, new Error(long)]) {
          const { stop } = decode(codec, events, error).reading
          assert.ok(stop.message.length <= mostSaid, `${stop.message.length} characters`)
        }
    })
})
