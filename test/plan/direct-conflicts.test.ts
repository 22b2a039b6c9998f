import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { DirectConflicts } from '../../src/plan/direct-conflicts.ts'
import { overlap } from '../../src/keys/key.ts'
import { arbitraryEffects } from '../keys/arbitrary-keys.ts'
import { conflict, type Touched } from '../keys/naive-table.ts'
import { cases } from '../support/cases.ts'

const reads = (...keys: string[]): Touched => ({ reads: keys, writes: [] })
const writes = (...keys: string[]): Touched => ({ reads: [], writes: keys })

/** For each call, the earlier ones that it is said to wait for. */
function edges(calls: readonly Touched[]): number[][] {
  const conflicts = new DirectConflicts()
  return calls.map((touched, call) => [
    ...new Set([...conflicts.add(call, touched)].map(({ earlier }) => earlier.call)),
  ])
}

/** For each call, all that it waits for, through others or not. */
function reachable(direct: readonly (readonly number[])[]): Set<number>[] {
  const reached: Set<number>[] = []
  for (const targets of direct)
    reached.push(new Set(targets.flatMap((target) => [target, ...(reached[target] ?? [])])))
  return reached
}

function naiveEdges(calls: readonly Touched[]): number[][] {
  return calls.map((later, index) =>
    calls.slice(0, index).flatMap((earlier, call) => (conflict(earlier, later) ? [call] : [])),
  )
}

test('the direct conflicts order the calls just as all conflicts do', () => {
  fc.assert(
    fc.property(fc.array(arbitraryEffects, { maxLength: 12 }), (calls) => {
      assert.deepEqual(reachable(edges(calls)), reachable(naiveEdges(calls)))
    }),
    { numRuns: cases(2_000) },
  )
})

test('each is a conflict, with the keys that make it', () => {
  fc.assert(
    fc.property(fc.array(arbitraryEffects, { maxLength: 12 }), (calls) => {
      const conflicts = new DirectConflicts()
      for (const [call, touched] of calls.entries())
        for (const { earlier, later } of conflicts.add(call, touched)) {
          assert.ok(earlier.call < call)
          assert.equal(later.call, call)
          assert.ok(overlap(earlier.key, later.key))
          assert.ok(earlier.writes || later.writes)
          for (const { call: index, key, writes: isWrite } of [earlier, later]) {
            const keys = isWrite ? calls[index]?.writes : calls[index]?.reads
            assert.ok(keys?.some((mine) => overlap(mine, key)))
          }
        }
    }),
  )
})

test('over one key, none is named that another stands before', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (kinds) => {
      const calls = kinds.map((isWrite) => (isWrite ? writes('a') : reads('a')))
      const direct = edges(calls)
      const reached = reachable(direct)
      for (const targets of direct)
        for (const target of targets)
          assert.ok(
            !targets.some((other) => reached[other]?.has(target) && kinds[target] === false),
          )
    }),
  )
})

test('a chain on one key has one edge a call, whatever else reads above it', () => {
  const chain = Array.from({ length: 100 }, () => writes('file/src/a'))
  assert.deepEqual(
    edges(chain),
    chain.map((_, call) => (call === 0 ? [] : [call - 1])),
  )
  const listings = Array.from({ length: 50 }, () => reads('file'))
  const all = edges([...listings, ...chain, writes('file'), reads('file/src/a'), reads('*')])
  assert.equal(all[50]?.length, 50)
  assert.deepEqual(all.slice(51), [
    ...chain.slice(1).map((_, call) => [50 + call]),
    [149],
    [150],
    [150],
  ])
})

test('calls that share one key and have others of their own keep one edge a call', () => {
  const moves = Array.from({ length: 100 }, (_, call) => writes(`file/${call}`, 'file/to'))
  assert.equal(edges(moves).flat().length, 99)
})
