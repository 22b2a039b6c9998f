import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Share } from '../../src/limit/lane.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Bench, names, type Call } from './harness.ts'
import { cases } from '../support/cases.ts'

const manySlots = (): Bench => new Bench(new Semaphore('slots', 1_000))

/** Ends the one that works the longest; the first attempt of a flaky one comes back. */
function step(line: Bench): void {
  const call = line.running.values().next().value as Call
  if (call.name.startsWith('flaky') && !call.name.endsWith('again')) line.retry(call)
  else line.end(call)
}

test('a retry under one limit starts before what is new of its turn under that one and another', () => {
  for (const flaky of [1, 2, 5])
    for (const turns of [1, 2, 3]) {
      const line = manySlots()
      const crm = new Semaphore('crm', 1)
      const [single, both] = [line.lane(crm), line.lane(crm, new Semaphore('web', 1))]
      for (const turn of names('turn', turns)) {
        const share = new Share()
        for (const name of names(`flaky ${turn} `, flaky)) line.enqueue(name, share, single)
        for (const name of names(`both ${turn} `, 60)) line.enqueue(name, share, both)
      }
      line.limiter.pump()
      while (line.running.size > 0) {
        const from = line.started.length
        step(line)
        const retries = line.limiter
          .inLine()
          .filter(({ lane, order }) => lane.gates.includes(crm) && order < 0)
        for (const name of line.started.slice(from))
          for (const { share } of retries)
            assert.ok(
              !name.startsWith('both') || share !== shareOf(line, name),
              `${name} before a retry of its turn`,
            )
      }
      assert.equal(line.started.length, turns * (2 * flaky + 60))
    }
})

test('what is reserved for a new call is no reason to keep a retry of its turn waiting', () => {
  const line = manySlots()
  const [crm, web] = [new Semaphore('crm', 2), new Semaphore('web', 1)]
  const share = new Share()
  const [flaky] = line.add(share, line.lane(crm), 'flaky')
  line.add(new Share(), line.lane(web), 'holds web')
  line.add(new Share(), line.lane(crm), 'holds crm')
  line.add(share, line.lane(crm, web), 'both')
  line.add(new Share(), line.lane(crm), ...names('other', 9))
  line.retry(flaky as Call)
  assert.ok(line.working.includes('flaky again'), String(line.working))
})

test('of two retries of a turn the first goes first, whichever needs more limits', () => {
  for (const swap of [false, true]) {
    const line = manySlots()
    const [crm, web] = [new Semaphore('crm', 1), new Semaphore('web', 1)]
    const lanes = [line.lane(crm), line.lane(crm, web)]
    if (swap) lanes.reverse()
    const share = new Share()
    const [busy] = line.add(new Share(), line.lane(crm), 'busy')
    for (const [index, lane] of lanes.entries()) line.enqueue(`retry ${index}`, share, lane, true)
    line.enqueue('new', share, line.lane(crm))
    line.end(busy)
    line.endAll()
    assert.deepEqual(line.started.slice(1), ['retry 0', 'retry 1', 'new'])
  }
})

test('whatever limits they need, no new call starts in the place of a retry of its turn that needs no other', () => {
  const action = fc.record({
    kind: fc.constantFrom('add', 'add', 'end', 'retry'),
    share: fc.nat({ max: 2 }),
    lane: fc.integer({ min: 1, max: 7 }),
    count: fc.integer({ min: 1, max: 4 }),
  })
  const actions = fc.array(action, { maxLength: 120, size: 'max' })
  const capacities = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(actions, capacities, (actions, capacities) => {
      const line = manySlots()
      const gates = capacities.map((capacity, index) => new Semaphore(`${index}`, capacity))
      const lanes = Array.from({ length: 8 }, (_, set) =>
        line.lane(...gates.filter((_, index) => (set >> index) & 1)),
      )
      const shares = [new Share(), new Share(), new Share()]
      const all: Call[] = []
      for (const { kind, share, lane, count } of actions) {
        const retries = all.filter(({ queue, order }) => queue !== undefined && order < 0)
        const isRunning = new Set(line.running)
        const running = [...isRunning][count % isRunning.size]
        if (kind === 'add')
          all.push(
            ...line.add(shares[share] as Share, lanes[lane] as never, ...names('new', count)),
          )
        else if (running !== undefined && kind === 'end') line.end(running)
        else if (running !== undefined) all.push(line.retry(running))
        for (const call of line.running)
          for (const retry of retries)
            if (!isRunning.has(call) && call.order >= 0 && retry.queue !== undefined)
              assert.ok(
                call.share !== retry.share ||
                  !retry.lane.gates.every((gate) => call.lane.gates.includes(gate)),
                'a new call in the place of a retry',
              )
      }
    }),
    { numRuns: cases(500) },
  )
})

function shareOf(line: Bench, name: string): Share | undefined {
  return [...line.running].find((call) => call.name === name)?.share
}
