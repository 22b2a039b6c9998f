import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ledgerOf, mostTogether } from '../../src/ledger/ledger.ts'
import type { RecordedRun, RecordedTurn } from '../../src/ledger/recorded.ts'
import { call, effects, run } from './runs.ts'

const heard = 'Compare A1B2C3, D4E5F6, G7H8I9 and J1K2L3.'

function turn(id: string, more: Partial<RecordedTurn> = {}, output?: string): RecordedTurn {
  return { calls: [call('get_order', { id }, output)], ...more }
}

/** A turn whose request took 1,000 ms from `sentMs` on, and whose call then took `ms`. */
function timed(id: string, sentMs: number, ms: number): RecordedTurn {
  const messageMs = sentMs + 1_000
  const one = { ...call('get_order', { id }), startMs: messageMs, endMs: messageMs + ms }
  return { calls: [one], sentMs, messageMs, inputTokens: 500, outputTokens: 10 }
}

describe('what a run missed', () => {
  it('is a message, a request and its tokens for each turn that could have been with the one before', () => {
    const recorded = run(
      heard,
      timed('A1B2C3', 0, 300),
      timed('D4E5F6', 1_300, 200),
      timed('G7H8I9', 2_500, 100),
    )
    const { missed, groups } = ledgerOf(recorded, effects)
    assert.deepEqual(groups, { sure: [[0, 2]], possible: [[0, 2]] })
    // Two requests of 1,000 ms, and the two shorter calls beside the longest.
    const savings = { turns: 2, requests: 2, ms: 2_300, inputTokens: 1_000 }
    assert.deepEqual(missed, { ...savings, atMost: savings })
  })

  it('says 0 of what is not known', () => {
    const { missed } = ledgerOf(run(heard, turn('A1B2C3'), turn('D4E5F6')), effects)
    const savings = { turns: 1, requests: 1, ms: 0, inputTokens: 0 }
    assert.deepEqual(missed, { ...savings, atMost: savings })
  })

  it('puts a turn into a group only if it could have been with all others of it', () => {
    // The third needs the first.
    const recorded = run(
      heard,
      turn('A1B2C3', {}, '{"next":"W77123"}'),
      turn('D4E5F6'),
      turn('W77123'),
    )
    const { groups, missed, pairs } = ledgerOf(recorded, effects)
    assert.deepEqual(
      pairs.map(({ mergeable }) => mergeable),
      ['yes', 'yes'],
    )
    assert.deepEqual(groups.sure, [[0, 1]])
    assert.equal(missed.turns, 1)
  })

  it('has an upper bound with what may have been possible', () => {
    const unknown = [call('do_it', { of: 'A1B2C3' }), call('do_it', { of: 'D4E5F6' })]
    const { missed } = ledgerOf(run(heard, ...unknown), effects)
    assert.deepEqual([missed.turns, missed.atMost.turns], [0, 1])
  })

  it('bounds a group, so that a run of thousands takes no more for each', () => {
    const ids = Array.from({ length: mostTogether * 2 }, (_, at) => `W${77_000 + at}`)
    const { groups } = ledgerOf(run(ids.join(' '), ...ids.map((id) => turn(id))), effects)
    assert.deepEqual(groups.sure, [
      [0, mostTogether - 1],
      [mostTogether, 2 * mostTogether - 1],
    ])
  })

  it('finds the longest chain of turns that had to follow each other', () => {
    const path = (recorded: RecordedRun): readonly number[] =>
      ledgerOf(recorded, effects).criticalPath
    const chained = run(
      heard,
      turn('A1B2C3', {}, '{"next":"W77123"}'),
      turn('D4E5F6'),
      turn('W77123', {}, '{"next":"X88234"}'),
      turn('G7H8I9'),
      turn('X88234'),
    )
    assert.deepEqual(path(chained), [0, 2, 4])
    assert.deepEqual(
      path(run(heard, turn('A1B2C3'), turn('D4E5F6', { heard: 'Yes.' }), turn('G7H8I9'))),
      [0, 1],
    )
    // All that follows what people said comes after what they heard before.
    const spoken = [turn('A1B2C3'), turn('D4E5F6', { heard: 'Yes.' })]
    const after = [turn('G7H8I9', {}, '{"next":"W77123"}'), turn('W77123')]
    assert.deepEqual(path(run(heard, ...spoken, ...after)), [0, 2, 3])
    assert.deepEqual(path({ name: '', turns: [] }), [])
  })
})
