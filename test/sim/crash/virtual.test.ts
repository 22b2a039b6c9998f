import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeCrashPlan } from '../../../sim/crash/generate.ts'
import { crash } from '../../../sim/crash/virtual/seed.ts'
import { playVirtually } from '../../../sim/crash/virtual/play.ts'
import { cases } from '../../support/cases.ts'

describe('crashes under a virtual clock', () => {
  it('leave nothing undone, done twice, or forgotten, whatever the seed', async () => {
    const seeds = cases(1_000)
    const seen = new Map<string, number>()
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { violation, evidence } = await playVirtually(makeCrashPlan(seed, 'virtual'))
      assert.equal(violation, undefined, violation && (await crash.explain(seed, violation)))
      for (const line of evidence.lines)
        count(line.what === 'settled' ? `a result that is ${line.status}` : line.what)
    }
    const results = ['ok', 'failed', 'timed-out', 'cancelled', 'denied', 'skipped', 'unknown']
    const rare = [
      ...results.map((status) => `a result that is ${status}`),
      'killed',
      'lost',
    ].filter((what) => (seen.get(what) ?? 0) < seeds / 100)
    assert.deepEqual(rare, [], JSON.stringify(Object.fromEntries(seen)))
  })

  it('go the same way every time', async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const plan = makeCrashPlan(seed, 'virtual')
      const [one, other] = [await playVirtually(plan), await playVirtually(plan)]
      assert.deepEqual(one.evidence.lines, other.evidence.lines)
    }
  })
})
