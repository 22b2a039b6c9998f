import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ledgerOf } from '../../src/ledger/ledger.ts'
import type { RecordedRun } from '../../src/ledger/recorded.ts'
import { effects, lastPair, run } from './runs.ts'

function inTwoTurns(input: unknown, output: string): RecordedRun {
  const first = { id: '1', name: 'get_a', input: {}, output }
  return run('Go.', first, { id: '2', name: 'get_b', input })
}

describe('the ledger on inputs that nobody expects', () => {
  it('takes any input for what it holds', () => {
    const circle: Record<string, unknown> = { id: 'W77123' }
    circle['self'] = circle
    let deep: unknown = 'W77123'
    for (let at = 0; at < 100_000; at += 1) deep = [deep]
    for (const input of [
      undefined,
      null,
      true,
      7,
      'W77123',
      ['W77123'],
      circle,
      deep,
      Number.NaN,
      10n,
    ])
      assert.notEqual(lastPair(inTwoTurns(input, 'It is W77123.')).why, '')
    assert.equal(lastPair(inTwoTurns('W77123', 'It is W77123.')).mergeable, 'no')
    assert.equal(
      lastPair(inTwoTurns({ __proto__: null, id: 'W77123' }, 'It is W77123.')).mergeable,
      'no',
    )
  })

  it('reads the beginning and the end of a huge result, and bounds what it reads of huge arguments', () => {
    const middle = 'lorem ipsum '.repeat(100_000)
    assert.equal(lastPair(inTwoTurns({ id: 'W77123' }, `W77123 ${middle}`)).mergeable, 'no')
    assert.equal(lastPair(inTwoTurns({ id: 'W77123' }, `${middle} W77123`)).mergeable, 'no')
    // What may be in what was not read is not ruled out.
    assert.equal(
      lastPair(inTwoTurns({ id: 'W77123' }, `${middle} W77123 ${middle}`)).mergeable,
      'maybe',
    )
    const huge = { list: Array.from({ length: 50_000 }, (_, at) => `item-${at}`), text: middle }
    assert.notEqual(
      lastPair(inTwoTurns(huge, 'There is nothing to see but this one line.')).mergeable,
      'yes',
    )
  })

  it('bounds the comparison of messages with thousands of calls', () => {
    const calls = Array.from({ length: 5_000 }, (_, at) => {
      return {
        id: `${at}`,
        name: 'get_a',
        input: { id: `W${10_000 + at}` },
        output: 'It is there, as it was said to be.',
      }
    })
    const heard = calls.map(({ input }) => input.id).join(' ')
    const recorded = run(
      heard,
      { calls },
      { calls: calls.map((one) => ({ ...one, input: { id: 'W10001' } })) },
    )
    const { pairs } = ledgerOf(recorded, effects)
    assert.equal(pairs[0]?.mergeable, 'maybe')
  })
})
