import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { Standing } from '../../../../src/place/queue/client/queue-run.ts'
import { Rounds } from '../../../../src/place/queue/client/rounds.ts'
import { virtualClock, type VirtualClock } from '../../../../src/testing/virtual-clock.ts'

describe('the rounds of those that are sent', () => {
  let asked: [jobIds: readonly string[], last: string][]
  let away: boolean
  let clock: VirtualClock
  let rounds: Rounds

  beforeEach(() => {
    asked = []
    away = false
    clock = virtualClock()
    const scripts = {
      rounds: async (jobIds: readonly string[], last: string) => {
        if (away) throw new Error('away')
        asked.push([jobIds, last])
      },
    }
    rounds = new Rounds(scripts, clock)
  })

  const run = (jobId: string): Standing => ({ jobId, waits: true })
  const add = (...runs: Standing[]): void => rounds.add(runs)

  it('are asked for after a moment, for those only that still wait', async () => {
    const [a, b, c] = [run('a'), run('b'), run('c')]
    add(a, b)
    add(c)
    b.waits = false
    assert.deepEqual(asked, [])
    await clock.advance(10)
    assert.deepEqual(asked, [[['a', 'c'], '']])
  })

  it('go on after the last that still waits', async () => {
    const [a, b, c] = [run('a'), run('b'), run('c')]
    add(a, b)
    await rounds.flush()
    b.waits = false
    add(c)
    await rounds.flush()
    a.waits = false
    c.waits = false
    add(run('d'))
    await rounds.flush()
    assert.deepEqual(asked, [
      [['a', 'b'], ''],
      [['c'], 'a'],
      [['d'], ''],
    ])
  })

  it('are asked for again if Redis was away', async () => {
    add(run('a'))
    await rounds.flush()
    add(run('b'))
    away = true
    await rounds.flush()
    away = false
    await rounds.flush()
    await rounds.flush()
    assert.deepEqual(asked, [
      [['a'], ''],
      [['b'], 'a'],
    ])
  })
})
