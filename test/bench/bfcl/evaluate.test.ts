import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluateTurn, type TurnOutcome } from '../../../bench/bfcl/evaluate.ts'
import { totalsOf } from '../../../bench/bfcl/totals.ts'
import type { BenchTurn } from '../../../bench/bfcl/turns.ts'

const options = { draws: 50, seed: 1 }
const evaluate = (turn: Partial<BenchTurn>): Promise<TurnOutcome> =>
  evaluateTurn(
    { id: 'test', turn: 0, calls: [], before: [], waves: 1, ...turn },
    new Map(),
    options,
  )

describe('evaluating a turn', () => {
  it('counts the waves of calls that must follow each other', async () => {
    const calls = [`cd(folder='a')`, `cat(file_name='x')`, `wc(file_name='x')`, `rm(file_name='x')`]
    const outcome = await evaluate({ calls, before: [[0, 1]], waves: 2 })
    assert.equal(outcome.waves, 3)
    assert.equal(outcome.contiguousWaves, 3)
    assert.deepEqual(outcome.violated, [])
    assert.ok(outcome.waitedFor.some((reason) => reason.includes('files/directory')))
  })

  it('counts a pair that the declared effects leave open as violated, once', async () => {
    const calls = ['add(a=1,b=2)', 'add(a=3,b=4)']
    assert.deepEqual((await evaluate({ calls, before: [[0, 1]] })).violated, [[0, 1]])
  })

  it('says how often Promise.all breaks a turn', async () => {
    const calls = [`touch(file_name='a')`, `rm(file_name='a')`]
    const { promiseAllBroken } = await evaluate({ calls, before: [[0, 1]], waves: 2 })
    assert.ok(promiseAllBroken > 10 && promiseAllBroken < 40, `${promiseAllBroken} of 50`)
    assert.equal((await evaluate({ calls })).promiseAllBroken, 0)
  })

  it('runs a call alone that it does not know', async () => {
    const calls = ['pwd()', 'format_disk()', 'ls()']
    const outcome = await evaluate({ calls })
    assert.equal(outcome.waves, 3)
    assert.equal(outcome.unknownCalls, 1)
  })

  it('adds the turns up', async () => {
    const { draws } = options
    const one = await evaluate({ calls: ['pwd()', 'ls()'] })
    const other = await evaluate({ calls: [`cd(folder='a')`, 'ls()', 'pwd()'], before: [[0, 1]] })
    const totals = totalsOf([one, other], draws)
    assert.equal(totals.turns, 2)
    assert.equal(totals.calls, 5)
    assert.equal(totals.waves, 3)
    assert.equal(totals.oracleWaves, 2)
    assert.equal(totals.violated, 0)
    assert.equal(totals.promiseAllBroken, 1)
    assert.deepEqual(
      totals.overSerialised.map(({ calls }) => calls.length),
      [3],
    )
  })
})
