import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Gate } from '../../src/limit/gate.ts'
import type { Lane } from '../../src/limit/lane.ts'
import type { Ranking } from '../../src/limit/ranking.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { Bench, type Call } from './harness.ts'
import { cases } from '../support/cases.ts'

/** A step of a random history; numbers choose among what there is at that moment. */
interface Step {
  readonly do: 'add' | 'nest' | 'end' | 'return early' | 'retry' | 'remove'
  readonly choice: number
  readonly lane: number
  readonly count: number
}

const weights: [kind: Step['do'], weight: number][] = [
  ['add', 4],
  ['nest', 5],
  ['end', 4],
  ['return early', 1],
  ['retry', 1],
  ['remove', 1],
]
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.oneof(...weights.map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }))),
  choice: fc.nat({ max: 1_000 }),
  lane: fc.nat({ max: 1_000 }),
  count: fc.integer({ min: 1, max: 3 }),
})
const history = fc.array(step, { maxLength: 60, size: 'max' })

/** Runs a history on gates of the given capacities, one lane for every set of them. */
class History {
  readonly #capacities: ReadonlyMap<Gate, number>
  readonly bench: Bench
  readonly #lanes: readonly Lane[]
  readonly #shares: readonly Share[] = [new Share(), new Share()]
  readonly #calls: Call[] = []
  /** The paths of those in line change with each that comes or begins. */
  readonly #areRanked: boolean

  constructor(slots: number, capacities: readonly number[], areRanked = false) {
    this.#areRanked = areRanked
    const gates = capacities.map((capacity, index) => new Semaphore(`gate${index}`, capacity))
    this.bench = new Bench(new Semaphore('slots', slots))
    this.#capacities = new Map<Gate, number>([
      [this.bench.slots, slots],
      ...gates.map((gate, index) => [gate, capacities[index] ?? 0] as const),
    ])
    this.#lanes = Array.from({ length: 2 ** gates.length }, (_, set) =>
      this.bench.lane(...gates.filter((_, index) => (set >> index) & 1)),
    )
  }

  get waiting(): Call[] {
    return this.#calls.filter(({ queue }) => queue !== undefined)
  }

  get #atWork(): Call[] {
    return [...this.bench.running].filter(({ waits }) => !waits)
  }

  run({ do: kind, choice, lane, count }: Step): void {
    const { bench } = this
    if (kind === 'add') this.#add(pick(this.#shares, choice), lane, count)
    else if (kind === 'nest') {
      // Every third turn is of another engine on the way, so that the slot is kept.
      const outer = pick([...bench.running], choice)
      if (outer !== undefined) this.#add(outer.nest(), lane, count)
    } else if (kind === 'remove') {
      const call = pick(this.waiting, choice)
      if (call !== undefined) bench.remove(call)
    } else {
      const call = pick(kind === 'return early' ? [...bench.running] : this.#atWork, choice)
      if (call === undefined) return
      if (kind === 'retry') this.#calls.push(bench.retry(call))
      else bench.end(call)
    }
  }

  /** Puts calls in line whom nobody waits for. */
  crowd(lane: number): void {
    this.#add(new Share(), lane, 30)
  }

  #add(share: Share | undefined, lane: number, count: number): void {
    if (this.#areRanked && share !== undefined) share.ranking ??= this.#ranking()
    const names = Array.from({ length: count }, (_, index) => `call${this.#calls.length + index}`)
    this.#calls.push(...this.bench.add(share as Share, pick(this.#lanes, lane) as Lane, ...names))
  }

  #ranking(): Ranking {
    let seen = 0
    const changes = (): number => this.#calls.length + this.bench.started.length
    const update = (): void => {
      seen = changes()
      for (const [index, call] of this.#calls.entries()) call.pathMs = (index * seen) % 7
    }
    return {
      get isDue() {
        return changes() !== seen
      },
      update,
    }
  }

  check(): void {
    this.#checkBooks()
    this.#checkUse()
    this.#checkIdle()
  }

  /** Each permit has one owner, and who runs on it in its place is known to both. */
  #checkBooks(): void {
    for (const [gate, capacity] of this.#capacities) {
      const holders = this.#holders(gate)
      const owners = holders.filter(({ borrowed }) => borrowed?.has(gate) !== true)
      assert.equal(owners.length, gate.taken, `${gate.name}: owners`)
      assert.ok(gate.taken <= capacity, `${gate.name}: ${gate.taken} of ${capacity}`)
      for (const call of holders) {
        const lender = call.borrowed?.get(gate)
        if (lender !== undefined) assert.equal(lender.lent?.get(gate), call)
      }
    }
  }

  /** No two are at work on one permit. */
  #checkUse(): void {
    for (const [gate, capacity] of this.#capacities) {
      const atWork = this.#holders(gate).filter(({ waits }) => !waits)
      assert.ok(atWork.length <= capacity, `${gate.name}: ${atWork.length} at work`)
    }
  }

  /** Nobody waits who could start, unless for the one that needs several limits and reserves what is free of them. */
  #checkIdle(): void {
    const { waiting } = this
    const idle = waiting.filter(({ lane }) => lane.closedGate() === undefined)
    if (idle.length === 0) return
    const reserved = waiting.some(
      ({ lane: { scarce } }) =>
        scarce.length > 1 &&
        idle.every(({ lane }) => lane.scarce.some((gate) => scarce.includes(gate))),
    )
    assert.ok(reserved, `${String(idle.map(({ name }) => name))} could start`)
  }

  /** Nobody waits for whom others hold all that is missing who wait for it. */
  checkLoans(): void {
    const { bench, waiting } = this
    for (const call of waiting) {
      const closed = call.lane.gates.filter((gate) => !gate.ready())
      const canBorrow = closed.every((gate) =>
        this.#holders(gate)
          .filter(({ waitsInside, lent }) => waitsInside && lent?.has(gate) !== true)
          .some((lender) => bench.waitsFor(lender, call, true)),
      )
      assert.ok(closed.length === 0 || !canBorrow, `${call.name} could borrow`)
    }
  }

  /** Ends those at work until nobody is: then nobody may wait any more. */
  drain(choice: number): void {
    for (let { length } = this.#atWork; length > 0; { length } = this.#atWork) {
      this.bench.end(pick(this.#atWork, choice))
      this.check()
    }
    const { limiter, running } = this.bench
    const left = [...this.waiting, ...running].map(({ name }) => name)
    assert.deepEqual(left, [], 'wait for each other forever')
    for (const gate of this.#capacities.keys()) assert.equal(gate.taken, 0, gate.name)
    assert.deepEqual([limiter.waiting, limiter.lenders], [0, 0])
  }

  #holders(gate: Gate): Call[] {
    return [...this.bench.running].filter(
      ({ lane, lost }) => lane.gates.includes(gate) && lost?.has(gate) !== true,
    )
  }
}

function pick<T>(items: readonly T[], number: number): T | undefined {
  return items[number % items.length]
}

const slots = fc.integer({ min: 1, max: 3 })
const capacities = fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 4, size: 'max' })

test('whatever comes, nests, waits, ends and is called off, limits hold, nobody waits who could run, and all is given back', () => {
  fc.assert(
    fc.property(
      slots,
      capacities,
      fc.boolean(),
      history,
      fc.nat(),
      (slots, capacities, areRanked, steps, choice) => {
        const history = new History(slots, capacities, areRanked)
        for (const step of steps) {
          history.run(step)
          history.check()
        }
        history.drain(choice)
      },
    ),
    { numRuns: cases(700) },
  )
})

test('nobody waits who could borrow, however many are in line before it', () => {
  fc.assert(
    fc.property(
      slots,
      capacities,
      history,
      fc.array(fc.nat()),
      fc.boolean(),
      (slots, capacities, steps, crowds, areRanked) => {
        const history = new History(slots + 5, capacities, areRanked)
        for (const lane of crowds) history.crowd(lane)
        for (const step of steps) {
          history.run(step)
          history.checkLoans()
        }
        history.drain(0)
      },
    ),
    { numRuns: cases(100) },
  )
})
