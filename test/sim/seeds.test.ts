import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { explain } from '../../sim/explain.ts'
import { makePlan } from '../../sim/generate/plan.ts'
import { runSeeds } from '../../sim/seeds.ts'
import { allSimulations } from '../../sim/simulations.ts'
import { simulate } from '../../sim/simulate.ts'
import { Trace } from '../../sim/trace.ts'
import { cases } from '../support/cases.ts'

describe('the simulation', () => {
  it('finds nothing wrong with the engine, whatever the seed', async () => {
    const seeds = cases(200)
    const { failures, calls } = await runSeeds(1, seeds, { through: await allSimulations() })
    const [first] = failures
    assert.equal(first, undefined, first && (await explain(first)))
    assert.ok(calls > 25 * seeds, `only ${calls} calls`)
  })

  it('makes the same plan for the same seed, and another for another', () => {
    assert.deepEqual(makePlan(7), makePlan(7))
    assert.notDeepEqual(makePlan(7).turns, makePlan(8).turns)
  })

  it('makes plans that are data', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const plan = makePlan(seed)
      assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan)
    }
  })

  it('runs the same plan the same way every time', async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const [one, other] = [new Trace(), new Trace()]
      await simulate(makePlan(seed), { trace: one })
      await simulate(JSON.parse(JSON.stringify(makePlan(seed))) as never, { trace: other })
      assert.deepEqual(one.lines, other.lines)
    }
  })
})
