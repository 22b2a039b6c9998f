import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makePlan } from '../../sim/generate/plan.ts'
import { World } from '../../sim/world/world.ts'
import { cases } from '../support/cases.ts'

const seeds = cases(400)

/** How often each kind of thing happens in a few hundred seeds. */
async function tally(): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)
  for (let seed = 1; seed <= seeds; seed += 1) {
    const world = new World(makePlan(seed))
    world.begin()
    await world.clock.runUntilIdle()
    for (const turn of world.history.turns.values()) {
      if (turn.parent !== undefined) count('a turn inside a call')
      if (turn.discarded) count('a discarded turn')
      for (const { result, attempts, rounds } of turn.calls) {
        count(`a result that is ${result?.status}`)
        if (result?.status === 'ok' && attempts.length === 0) count('a result of another call')
        if (rounds > 1) count('a retry')
        if (attempts.length > rounds) count('a hedge')
        for (const { reason } of result?.timing.waits ?? []) count(`a wait for ${reason}`)
      }
    }
  }
  return counts
}

describe('what the simulation gets to see', () => {
  it('is all that can happen to a call', async () => {
    const counts = await tally()
    const rare = [
      ...['ok', 'failed', 'timed-out', 'cancelled', 'denied', 'skipped'].map(
        (status) => `a result that is ${status}`,
      ),
      ...['commit', 'approval', 'conflict', 'shared', 'limit', 'retry'].map(
        (reason) => `a wait for ${reason}`,
      ),
      'a turn inside a call',
      'a discarded turn',
      'a result of another call',
      'a retry',
      'a hedge',
    ].filter((what) => (counts.get(what) ?? 0) < seeds / 40)
    assert.deepEqual(rare, [], JSON.stringify(Object.fromEntries(counts)))
  })
})
