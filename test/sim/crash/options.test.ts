import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { factsOf } from '../../../sim/crash/facts.ts'
import { makeCrashPlan } from '../../../sim/crash/generate.ts'
import { momentsOf } from '../../../sim/crash/moment.ts'
import { readOptions } from '../../../sim/crash/options.ts'
import { call, did, evidenceOf, planOf, report } from './lab.ts'

describe('the options of the crash rounds', () => {
  it('default to two hundred rounds on SQLite and fifty on the queue', () => {
    const { rounds, queueRounds, seed, single } = readOptions([])
    assert.deepEqual([rounds, queueRounds, seed, single], [200, 50, 1, false])
  })

  it('take one seed by its number, and play it as often as they say', () => {
    assert.deepEqual(
      [
        ['--seed', '7'],
        ['--seed', '7', '--rounds', '20'],
        ['--seed', '7', '--queue-rounds', '3'],
      ].map((args) => {
        const { rounds, queueRounds, seed, single } = readOptions(args)
        return [rounds, queueRounds, seed, single]
      }),
      [
        [1, 0, 7, true],
        [20, 0, 7, true],
        [0, 3, 7, true],
      ],
    )
  })

  it('say what is wrong', () => {
    assert.throws(() => readOptions(['--rounds', 'all']), /--rounds to be a whole number.*"all"/)
    assert.throws(() => readOptions(['--speed', '9']), /--speed/)
  })
})

describe('the plans of the crash rounds', () => {
  it('are data, the same for the same seed', () => {
    assert.deepEqual(makeCrashPlan(7), makeCrashPlan(7))
    assert.notDeepEqual(makeCrashPlan(7), makeCrashPlan(8))
    for (let seed = 1; seed <= 50; seed += 1)
      assert.deepEqual(JSON.parse(JSON.stringify(makeCrashPlan(seed))), makeCrashPlan(seed))
  })

  it('have all that there is to have, in a hundred seeds', () => {
    const plans = Array.from({ length: 100 }, (_, seed) => makeCrashPlan(seed))
    const facts = plans.flatMap((plan) => factsOf(plan))
    const kinds = new Set(facts.map(({ kind }) => kind))
    assert.equal(kinds.size, 9, [...kinds].join())
    const fails = new Set(facts.map(({ call: { fails } }) => fails))
    assert.equal(fails.size, 4)
    assert.ok(facts.some(({ call: { needs } }) => needs !== undefined))
    assert.ok(facts.some(({ call: { decision } }) => decision === 'deny'))
    assert.ok(plans.some(({ kind }) => kind === 'run'))
    assert.ok(plans.some(({ kills }) => kills.length > 2))
    assert.ok(plans.some(({ kills }) => kills.some(({ stop }) => stop?.againMs !== undefined)))
    assert.ok(plans.some(({ slow }) => slow !== undefined))
    assert.ok(plans.some(({ readsFilesMs }) => readsFilesMs !== undefined))
    assert.equal(new Set(plans.map(({ twice }) => twice?.how)).size, 4)
    assert.equal(new Set(plans.map(({ goOn }) => goOn)).size, 4)
    const happenings = new Set(plans.flatMap(({ events }) => events.map(({ what }) => what.kind)))
    assert.deepEqual([...happenings].toSorted(), ['freeze', 'read', 'visit'])
    const queued = Array.from({ length: 100 }, (_, seed) => makeCrashPlan(seed, 'queue'))
    assert.equal(new Set(queued.map(({ otherWorker }) => otherWorker)).size, 4)
    assert.ok(queued.some(({ events }) => events.some(({ what }) => what.kind === 'forge')))
  })
})

describe('the moment of a kill', () => {
  it('is known from what the ledger has', () => {
    const begun = { what: 'begun' } as const
    const lines = [
      [],
      [begun],
      [begun, did('a', 'start')],
      [begun, did('a', 'start'), did('a', 'end')],
      [begun, report(['a', 'ok'])],
    ]
    const plan = planOf([call('a', 'write')])
    const lives = [...lines, []].map((its) => ({ lines: its }))
    assert.deepEqual(momentsOf(evidenceOf(plan, lives)), [
      'before its turn',
      'before a call',
      'in a call',
      'between calls',
      'after the last result',
    ])
  })
})
