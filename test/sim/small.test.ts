import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BreakerModel } from '../../sim/breakers/breaker-model.ts'
import { roomModel } from '../../sim/breakers/room-model.ts'
import { lookAt } from '../../sim/budget/cut.ts'
import { fairShares } from '../../sim/budget/oracle.ts'
import { makeBreakersPlan } from '../../sim/breakers/plan.ts'
import { makeBudgetPlan } from '../../sim/budget/plan.ts'
import { makeOddOptionsPlan } from '../../sim/odd-options/plan.ts'
import { makeOpenPlan } from '../../sim/open/plan.ts'

describe('the models of the small simulations', () => {
  it('share by max-min fairness, and leave open who gets the last characters', () => {
    const share = (least: number, most = least): object => ({ least, most })
    assert.deepEqual(fairShares([10, 200, 60], 100, []), [share(10), share(45), share(45)])
    assert.deepEqual(fairShares([10, 200, 60], 101, []), [share(10), share(45, 46), share(45, 46)])
    assert.deepEqual(fairShares([10, 200], 1_000, []), [share(10), share(200)])
    assert.deepEqual(fairShares([900, 900], 600, [500, 0]), [share(500), share(100)])
  })

  it('see what is wrong with how a text is cut', () => {
    const whole = Array.from({ length: 100 }, (_, at) => `word${at} `).join('')
    const note = (ref: string, offset: number): string =>
      `[… read_result({"ref":"${ref}","offset":${offset}}) …]`
    const share = { least: 100, most: 100 }
    const right = whole.slice(0, 30) + note('r_1', 30) + whole.slice(-15)
    assert.deepEqual(lookAt(right, whole, { least: 95, most: 100 }), { ref: 'r_1' })
    assert.deepEqual(lookAt(whole, whole, { least: 2_000, most: 2_000 }), {})
    const faults = [
      whole.slice(0, 30) + note('r_1', 31) + whole.slice(-15),
      whole.slice(0, 30) + note('r_1', 30) + whole.slice(0, 15),
      whole.slice(0, 45) + note('r_1', 45),
      whole.slice(0, 95),
      whole.slice(0, 101),
    ].map((shown) => lookAt(shown, whole, share).fault)
    assert.equal(faults.filter((fault) => fault !== undefined).length, 5, String(faults))
  })

  it('let one probe through an open breaker, and hear nobody else', () => {
    const breaker = new BreakerModel({
      consecutiveFailures: 1,
      failureRate: 1,
      window: 8,
      openMs: 10,
      maxOpenMs: 15,
    })
    const [early, first, probe, second] = [{}, {}, {}, {}]
    for (const attempt of [early, first]) breaker.begins(attempt)
    breaker.ends(first, 'failed', 0)
    assert.deepEqual([breaker.allows(9), breaker.allows(10)], [false, true])
    breaker.begins(probe)
    breaker.ends(early, 'ok', 11)
    assert.equal(breaker.allows(11), false)
    breaker.ends(probe, 'unknown', 12)
    assert.equal(breaker.allows(12), true)
    breaker.begins(second)
    breaker.ends(second, 'failed', 20)
    assert.deepEqual([breaker.allows(34), breaker.allows(35)], [false, true])
  })

  it('move an adaptive limit by what ends', () => {
    const room = roomModel({ algorithm: 'aimd', min: 2, max: 11, initial: 10, slowMs: 5 })
    room.inFlight = 5
    const limits = [
      ['success', 1],
      ['success', 1],
      ['ignored', 9],
      ['dropped', 1],
      ['success', 9],
      ['success', 9],
    ] as const
    const seen = limits.map(([load, runMs]) => (room.ended(load, runMs), room.atMost))
    assert.deepEqual(seen, [11, 11, 11, 9, 8, 8])
  })

  it('are of plans that are data, the same for the same seed', () => {
    for (const make of [makeOpenPlan, makeBreakersPlan, makeBudgetPlan, makeOddOptionsPlan])
      for (let seed = 1; seed <= 50; seed += 1) {
        assert.deepEqual(make(seed), make(seed))
        assert.deepEqual(JSON.parse(JSON.stringify(make(seed))), make(seed))
      }
  })
})
