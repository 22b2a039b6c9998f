import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makePlan } from '../../sim/generate/plan.ts'
import type { Violation } from '../../sim/monitor.ts'
import type { Plan } from '../../sim/plan.ts'
import { planText } from '../../sim/plan-text.ts'
import { shrink } from '../../sim/shrink.ts'

const wrong: Violation = { guarantee: 'G2', message: 'turn1.2 met turn3.4 at 5 ms', atMs: 5 }

/** As if every plan failed in which two calls write. */
async function twoWrites({ turns }: Plan): Promise<Violation | undefined> {
  const writers = turns.flatMap(({ calls }) => calls.filter(({ writes }) => writes.length > 0))
  return writers.length < 2 ? undefined : { ...wrong, message: 'turn8.1 met turn9.1 at 77 ms' }
}

describe('shrinking', () => {
  it('leaves what is needed to fail, and makes the rest plain', async () => {
    const smallest = await shrink(makePlan(20), wrong, { run: twoWrites })
    const calls = smallest.turns.flatMap(({ calls }) => calls)
    assert.equal(calls.length, 2, planText(smallest))
    for (const { attempts, reads, writes, addMs } of calls) {
      assert.deepEqual([attempts.length, reads.length, writes.length, addMs], [1, 0, 1, 0])
      assert.deepEqual(attempts[0]?.nested, [])
    }
  })

  it('does not go from one fault to another', async () => {
    const plan = makePlan(20)
    const other: Violation = { guarantee: 'G2', message: 'something else', atMs: 0 }
    const smallest = await shrink(plan, wrong, {
      run: async (candidate) => ((await twoWrites(candidate)) === undefined ? undefined : other),
    })
    assert.equal(smallest, plan)
  })

  it('stops after so many runs', async () => {
    let runs = 0
    const run = async (plan: Plan): Promise<Violation | undefined> => {
      runs += 1
      return twoWrites(plan)
    }
    await shrink(makePlan(20), wrong, { mostRuns: 20, run })
    assert.equal(runs, 20)
  })
})
