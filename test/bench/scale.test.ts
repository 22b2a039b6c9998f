import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { groupCommits } from '../../bench/scale/group-commit.ts'
import { waitForShard } from '../../bench/scale/shard.ts'
import { waitForSlots } from '../../bench/scale/slots.ts'
import { callMeanS, callsPerTurn, makeTraffic } from '../../bench/scale/traffic.ts'
import { seededRandom } from '../../src/testing/random.ts'

/** The mean wait of M/M/c in mean services: Erlang's C, by its recursion over the servers. */
function erlangWait(servers: number, busy: number): number {
  const offered = servers * busy
  let blocked = 1
  for (let n = 1; n <= servers; n += 1) blocked = (offered * blocked) / (n + offered * blocked)
  return blocked / (1 - busy * (1 - blocked)) / (servers * (1 - busy))
}

function isAbout(measured: number, expected: number, within = 0.1): void {
  assert.ok(
    Math.abs(measured - expected) <= within * expected,
    `Expected about ${expected}, got ${measured}.`,
  )
}

describe('the simulation of many workers', () => {
  const random = seededRandom(7)
  const traffic = makeTraffic(random)
  const { gapS } = traffic

  it('makes calls as the traces have them', () => {
    const turns = Array.from({ length: 400_000 }, traffic.calls).toSorted((a, b) => a - b)
    isAbout(turns.reduce((sum, calls) => sum + calls, 0) / turns.length, callsPerTurn, 0.02)
    assert.equal(turns[turns.length * 0.9], 2)
    const calls = Array.from({ length: 1_000_000 }, traffic.callS)
    const long = calls.filter((seconds) => seconds >= 60)
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
    isAbout(sum(calls) / calls.length, callMeanS, 0.02)
    isAbout(long.length / calls.length, 0.04, 0.03)
    isAbout(sum(long) / sum(calls), 0.85, 0.02)
  })

  it('finds the waits for a slot that Erlang found', () => {
    for (const [slots, busy] of [
      [1, 0.5],
      [5, 0.8],
      [40, 0.9],
    ] as const) {
      const load = { turnsPerSecond: slots * busy, calls: () => 1, callS: () => gapS(1) }
      const times = { warmUpS: 1_000, countedS: 1_000_000 / slots, random, gapS }
      const { mean } = waitForSlots({ ...load, ...times, slots, queues: 1 })
      isAbout(mean, erlangWait(slots, busy))
    }
  })

  it('finds that several queues wait as long as one of their share', () => {
    const options = { calls: () => 1, callS: () => gapS(1), warmUpS: 1_000, random, gapS }
    const four = { slots: 20, queues: 4, turnsPerSecond: 16, countedS: 50_000 }
    isAbout(waitForSlots({ ...options, ...four }).mean, erlangWait(5, 0.8))
  })

  it('finds the waits for one thread that Pollaczek and Khinchine found', () => {
    const [callS, perSecond] = [0.002, 300]
    const options = { callS, background: 0.1, pieceS: 0.001, random, gapS, turns: 300_000 }
    const load = { turnsPerSecond: perSecond, callsPerSecond: perSecond, calls: () => 1 }
    const { mean } = waitForShard({ ...options, ...load })
    // All pieces are of one millisecond: M/D/1. A call waits twice.
    const busy = 2 * perSecond * (callS / 2) + 0.1
    isAbout(mean, 2 * ((busy * 0.001) / (2 * (1 - busy))))
  })

  it('finds that a group commit takes its own time, and what is left of the one before', () => {
    const options = { records: () => 1, commitS: 0.002, recordS: 0, moments: 200_000, gapS }
    const rare = groupCommits({ ...options, momentsPerSecond: 1 })
    isAbout(rare.waits.mean, 0.002, 0.02)
    isAbout(rare.busy, 0.002, 0.05)
    const crowded = groupCommits({ ...options, momentsPerSecond: 50_000 })
    isAbout(crowded.waits.mean, 0.003, 0.02)
    isAbout(crowded.recordsPerCommit, 100, 0.02)
    isAbout(crowded.commitsPerSecond, 500, 0.02)
  })
})
