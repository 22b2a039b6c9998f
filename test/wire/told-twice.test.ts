import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FormatName } from '../../src/testing/conformance/codec/detect.ts'
import { toldAgain } from '../../src/testing/conformance/codec/told-again.ts'
import { brief, decode } from './support/decode.ts'
import { formats } from './support/codecs.ts'
import { speakers, type Said } from './support/speakers.ts'
import { wholeSamples } from './support/whole-samples.ts'

const said = (index: number, id: string | undefined, n: number): Said => {
  return { id, index, name: 'f', args: { n } }
}

for (const { codec, say } of speakers) {
  const told = (...calls: Said[]) => {
    const { reading, told } = decode(codec, say(calls))
    assert.equal(reading.stop.kind, 'calls', reading.stop.message)
    assert.deepEqual(reading.calls, told)
    const sent = JSON.stringify(reading.messages)
    // Each call goes back once.
    assert.equal(sent.split(/"f"/).length - 1, told.length)
    return brief(told).map(([, name, input]) => [name, input])
  }
  const one = ['f', { n: 1 }]
  const two = ['f', { n: 2 }]

  describe(codec.name, () => {
    test('a call that is told again with its id, name and arguments, under another index, is one', () => {
      assert.deepEqual(told(said(0, 'a', 1), said(1, 'a', 1)), [one])
      assert.deepEqual(told(said(0, 'a', 1), said(1, 'b', 2), said(2, 'a', 1)), [one, two])
    })

    test('and so is the second of two calls of one id', () => {
      const calls = [said(0, 'a', 1), said(1, 'a', 2), said(2, 'a', 2), said(3, 'a', 1)]
      assert.deepEqual(told(...calls), [one, two])
    })

    test('with another id, or without one, or with other arguments, it is another', () => {
      assert.deepEqual(told(said(0, 'a', 1), said(1, 'b', 1)), [one, one])
      assert.deepEqual(told(said(0, undefined, 1), said(1, undefined, 1)), [one, one])
      assert.deepEqual(told(said(0, 'a', 1), said(1, 'a', 2)), [one, two])
    })
  })
}

for (const [name, codec] of formats) {
  const sample = wholeSamples[name][0]
  test(`${name}: a whole message has a call that it tells twice once`, () => {
    const [twice] = toldAgain(name, withIds(name, sample), 0, []) as [object]
    const [once, again] = [codec.read(withIds(name, sample)), codec.read(twice)]
    assert.deepEqual(brief(again.calls), brief(once.calls))
    assert.deepEqual(again.messages, once.messages)
    assert.equal(again.stop.kind, 'calls')
  })
}

/** A sample of a provider that gives calls no ids, with ids. */
function withIds(name: FormatName, sample: object): object {
  if (name !== 'gemini' && name !== 'ollama') return sample
  let count = 0
  const key = name === 'gemini' ? 'name' : 'function'
  return JSON.parse(JSON.stringify(sample), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(key in value)) return value
    return { id: `id_${(count += 1)}`, ...value }
  }) as object
}
