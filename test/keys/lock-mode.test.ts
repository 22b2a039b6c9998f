import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  conflictKind,
  conflictsOf,
  IS,
  IX,
  join,
  S,
  SIX,
  X,
  type Mode,
} from '../../src/keys/lock-mode.ts'

const modes: readonly Mode[] = [IS, IX, S, SIX, X]
type Act = 'read' | 'write'
/** What each mode does to the whole key, and to something below it. */
const whole: readonly (readonly Act[])[] = [[], [], ['read'], ['read'], ['read', 'write']]
const below: readonly (readonly Act[])[] = [
  ['read'],
  ['write'],
  ['read'],
  ['read', 'write'],
  ['read', 'write'],
]

/** The ways in which two modes conflict: two that only reach below may miss each other. */
function kinds(earlier: Mode, later: Mode): string[] {
  const pairs = [
    ...pair(whole[earlier] ?? [], [...(whole[later] ?? []), ...(below[later] ?? [])]),
    ...pair(below[earlier] ?? [], whole[later] ?? []),
  ]
  return pairs.filter((kind) => kind !== 'read-read')
}

function pair(some: readonly Act[], others: readonly Act[]): string[] {
  return some.flatMap((act) => others.map((other) => `${act}-${other}`))
}

test('modes conflict when one of them writes what the other surely touches', () => {
  for (const a of modes)
    for (const b of modes)
      assert.equal(conflictsOf[a]?.includes(b), kinds(a, b).length > 0, `${a} and ${b}`)
})

test('the kind of a conflict is one that it has', () => {
  for (const a of modes)
    for (const b of conflictsOf[a] ?? [])
      assert.ok(kinds(a, b).includes(conflictKind(a, b)), `${a} ${b}`)
  assert.equal(conflictKind(X, S), 'write-read')
  assert.equal(conflictKind(S, X), 'read-write')
  assert.equal(conflictKind(X, X), 'write-write')
})

test('two modes together conflict with whatever either conflicts with', () => {
  for (const a of modes)
    for (const b of modes) {
      const either = new Set([...(conflictsOf[a] ?? []), ...(conflictsOf[b] ?? [])])
      assert.deepEqual(new Set(conflictsOf[join(a, b)]), either)
    }
})
