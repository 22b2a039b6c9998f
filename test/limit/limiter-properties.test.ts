import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Lane, type Waiter } from '../../src/limit/lane.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/share.ts'
import { Bench, type Call } from './harness.ts'

/** A step of a random history; numbers choose among what there is at that moment. */
type Step =
  | { readonly do: 'add'; readonly share: number; readonly lane: number; readonly count: number }
  | { readonly do: 'nest'; readonly call: number }
  | { readonly do: 'end'; readonly call: number }
  | { readonly do: 'remove'; readonly call: number }

const choice = fc.nat({ max: 1_000 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      share: choice,
      lane: choice,
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('nest' as const), call: choice }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('end' as const), call: choice }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), call: choice }) },
)

/** Runs a history on gates of the given capacities, one lane for every set of them. */
class History {
  readonly slots: Semaphore
  readonly gates: readonly Semaphore[]
  readonly bench: Bench
  readonly #lanes: readonly Lane[]
  readonly #shares = [new Share(), new Share()]
  readonly #calls: Call[] = []

  constructor(slots: number, capacities: readonly number[]) {
    this.slots = new Semaphore('slots', slots)
    this.gates = capacities.map((capacity, index) => new Semaphore(`gate${index}`, capacity))
    this.bench = new Bench(this.slots)
    this.#lanes = Array.from(
      { length: 2 ** capacities.length },
      (_, set) => new Lane(this.gates.filter((_, index) => (set >> index) & 1)),
    )
  }

  get waiting(): readonly Call[] {
    return this.#calls.filter(({ queue }) => queue !== undefined)
  }

  run(one: Step): void {
    const { running, limiter } = this.bench
    if (one.do === 'add') {
      const share = pick(this.#shares, one.share) as Share
      const lane = pick(this.#lanes, one.lane) as Lane
      const names = Array.from({ length: one.count }, () => `call${this.#calls.length}`)
      this.#calls.push(...this.bench.add(share, lane, ...names))
    } else if (one.do === 'nest') {
      const parent = pick(running, one.call)
      if (parent !== undefined) this.#shares.push(parent.nest())
    } else if (one.do === 'end') {
      const call = pick(running, one.call)
      if (call !== undefined) this.bench.end(call)
    } else {
      const call = pick(this.waiting, one.call)
      if (call !== undefined) limiter.remove(call)
    }
  }

  check(): void {
    for (const gate of [this.slots, ...this.gates])
      assert.ok(gate.taken <= gate.capacity, `${gate.name}: ${gate.taken} of ${gate.capacity}`)
    this.#checkHolders(this.slots, this.bench.running)
    for (const gate of this.gates)
      this.#checkHolders(
        gate,
        this.bench.running.filter(({ lane }) => lane.gates.includes(gate)),
      )
    if (this.slots.ready())
      for (const { lane, name } of this.waiting)
        assert.ok(lane.closedGate() !== undefined, `${name} could start and has not`)
  }

  /** Of those who hold a permit, each that has none of them inside it must have one of its own. */
  #checkHolders({ name, capacity }: Semaphore, holders: readonly Call[]): void {
    const around = new Set(holders.flatMap((call) => [...callsAround(call)]))
    const innermost = holders.filter((call) => !around.has(call)).length
    assert.ok(innermost <= capacity, `${innermost} run on ${capacity} permits of ${name}`)
  }

  drain(): void {
    while (this.bench.running.length > 0) {
      // The innermost first, as those around it wait for it.
      this.bench.end(this.bench.running.at(-1))
      this.check()
    }
    for (const gate of [this.slots, ...this.gates]) assert.equal(gate.taken, 0, gate.name)
  }
}

function* callsAround({ share }: Waiter): Iterable<Waiter> {
  for (let { loan } = share; loan !== undefined; { loan } = loan.lender.share) yield loan.lender
}

function pick<T>(items: readonly T[], number: number): T | undefined {
  return items[number % items.length]
}

test('whatever comes and goes, limits hold, nobody waits who could run, and all is given back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
      fc.array(step, { maxLength: 60 }),
      (slots, capacities, steps) => {
        const history = new History(slots, capacities)
        for (const one of steps) {
          history.run(one)
          history.check()
        }
        history.drain()
      },
    ),
    { numRuns: 2_000 },
  )
})

test('with one named limit, however calls nest, none waits for ever', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 }),
      fc.array(step, { maxLength: 60 }),
      (slots, steps) => {
        const history = new History(slots, [1])
        for (const one of steps) history.run(one)
        history.drain()
        assert.deepEqual(
          history.waiting.map(({ name }) => name),
          [],
        )
      },
    ),
    { numRuns: 2_000 },
  )
})
