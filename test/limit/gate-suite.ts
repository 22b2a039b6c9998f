import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Gate } from '../../src/limit/gate.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'

export interface GateUnderTest {
  readonly gate: Gate
  /** How many it lets start at once. */
  readonly atOnce: number
  /** Closes it if it is open before anybody starts. */
  readonly close?: () => void
}

/** What every gate must do, whatever limit it stands for. */
export function testGate(kind: string, make: (clock: VirtualClock) => GateUnderTest): void {
  /** Takes all that there is. */
  function fill({ gate, atOnce, close }: GateUnderTest): void {
    for (let taken = 0; taken < atOnce; taken += 1) {
      assert.equal(gate.ready(), true)
      gate.take()
    }
    close?.()
    assert.equal(gate.ready(), false)
  }

  test(`${kind}: it lets as many start as it says, and no more`, () => fill(make(virtualClock())))

  test(`${kind}: to ask whether it is ready changes nothing`, () => {
    const subject = make(virtualClock())
    for (let asked = 0; asked < 100; asked += 1) assert.equal(subject.gate.ready(), true)
    fill(subject)
  })

  test(`${kind}: it says whether one more leaves another`, () => {
    const { gate, atOnce } = make(virtualClock())
    // A gate that nothing can run out of does not say.
    if (gate.leavesOne === undefined) return
    for (let left = atOnce; left > 0; left -= 1) {
      assert.equal(gate.leavesOne(-Infinity), left > 1)
      gate.take()
    }
  })

  test(`${kind}: it counts what is held until that is given back, and only that`, () => {
    const { gate, atOnce } = make(virtualClock())
    for (let taken = 1; taken <= atOnce; taken += 1) {
      gate.take()
      assert.equal(gate.taken, gate.held ? taken : 0)
    }
    for (let taken = atOnce; taken > 0; taken -= 1) gate.give('ignored', 1)
    assert.equal(gate.taken, 0)
  })

  test(`${kind}: it has a name for people`, () => {
    assert.match(make(virtualClock()).gate.name, /^\w/)
  })

  test(`${kind}: what is held opens it when it is given back, else time does, when it says`, async () => {
    const clock = virtualClock()
    const subject = make(clock)
    const { gate } = subject
    fill(subject)
    if (gate.held) {
      assert.equal(gate.readyAtMs?.(), undefined)
      gate.give('ignored', 1)
      assert.equal(gate.ready(), true)
      return
    }
    gate.give('ignored', 1)
    const atMs = gate.readyAtMs?.() ?? 0
    assert.ok(atMs > clock.now())
    await clock.advance(atMs - clock.now() - 1)
    assert.equal(gate.ready(), false)
    await clock.advance(1)
    assert.equal(gate.ready(), true)
  })
}
