import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Claim } from '../../src/keys/key-claim.ts'
import { overlap } from '../../src/keys/key.ts'
import { KeyTable } from '../../src/keys/key-table.ts'
import { arbitraryEffects } from './arbitrary-keys.ts'
import { NaiveTable, type Touched } from './naive-table.ts'
import { cases } from '../support/cases.ts'

const reads = (...keys: string[]): Touched => ({ reads: keys, writes: [] })
const writes = (...keys: string[]): Touched => ({ reads: [], writes: keys })

/** A table that notes whom it grants. */
function noting(): { table: KeyTable<string>; granted: string[] } {
  const granted: string[] = []
  return { table: new KeyTable((owner) => granted.push(owner)), granted }
}

test('readers run side by side, a writer waits for them and readers after it for the writer', () => {
  const { table, granted } = noting()
  const r1 = table.claim('r1', reads('a'))
  const r2 = table.claim('r2', reads('a'))
  const w = table.claim('w', writes('a'))
  const r3 = table.claim('r3', reads('a'))
  assert.deepEqual([r1.granted, r2.granted, w.granted, r3.granted], [true, true, false, false])
  table.release(r1)
  assert.deepEqual(granted, [])
  table.release(r2)
  assert.deepEqual(granted, ['w'])
  table.release(w)
  assert.deepEqual(granted, ['w', 'r3'])
})

test('a key meets the keys below it and not those beside it', () => {
  const { table } = noting()
  table.claim('src', writes('file/src'))
  assert.equal(table.claim('a', reads('file/src/a.ts')).granted, false)
  assert.equal(table.claim('b', reads('file/test/a.ts')).granted, true)
  assert.equal(table.claim('all', reads('file')).granted, false)
  assert.equal(table.claim('other', writes('customer/1')).granted, true)
})

test('`*` waits for everybody and everybody for it, save who touches nothing', () => {
  const { table, granted } = noting()
  const first = table.claim('first', reads('a/b'))
  const all = table.claim('all', writes('*'))
  const none = table.claim('none', { reads: [], writes: [] })
  const last = table.claim('last', reads('c'))
  assert.deepEqual([all.granted, none.granted, last.granted], [false, true, false])
  table.release(first)
  table.release(all)
  assert.deepEqual(granted, ['all', 'last'])
})

test('a claim does not wait for itself, however its keys overlap', () => {
  const { table } = noting()
  const claim = table.claim('one', { reads: ['a', 'a/b', '*'], writes: ['a/b/c', 'a', 'd'] })
  assert.equal(claim.granted, true)
  table.release(claim)
  assert.equal(table.size, 0)
})

test('a claim that waits holds its place: nobody who conflicts overtakes it', () => {
  const { table, granted } = noting()
  const holder = table.claim('holder', reads('a'))
  const writer = table.claim('writer', writes('a', 'b'))
  const behind = table.claim('behind', reads('b'))
  assert.equal(behind.granted, false)
  table.release(holder)
  assert.deepEqual(granted, ['writer'])
  table.release(writer)
  assert.deepEqual(granted, ['writer', 'behind'])
})

test('a claim released while it waits frees those behind it', () => {
  const { table, granted } = noting()
  table.claim('reader', reads('a'))
  const writer = table.claim('writer', writes('a'))
  table.claim('reader 2', reads('a'))
  table.release(writer)
  assert.deepEqual(granted, ['reader 2'])
})

test('a second release does nothing', () => {
  const { table, granted } = noting()
  const first = table.claim('first', writes('a'))
  table.claim('second', writes('a'))
  table.claim('third', writes('a'))
  table.release(first)
  table.release(first)
  assert.deepEqual(granted, ['second'])
  assert.equal(table.size, 2)
})

test('blockers names owner, key and kind, the oldest first', () => {
  const { table } = noting()
  table.claim('edit', writes('file/src/a.ts'))
  table.claim('read', reads('file/src/b.ts'))
  table.claim('crm', reads('customer'))
  table.claim('list', reads('file/test'))
  const claim = table.claim('move', { reads: [], writes: ['file/src', 'customer/1'] })
  assert.deepEqual(
    [...table.blockers(claim)],
    [
      { owner: 'edit', key: 'file/src', mode: 'write-write' },
      { owner: 'read', key: 'file/src', mode: 'read-write' },
      { owner: 'crm', key: 'customer', mode: 'read-write' },
    ],
  )
  const reader = table.claim('again', reads('file/src/a.ts'))
  assert.deepEqual(
    [...table.blockers(reader)].map(({ owner, mode }) => [owner, mode]),
    [
      ['edit', 'write-read'],
      ['move', 'write-read'],
    ],
  )
  table.release(claim)
  assert.deepEqual([...table.blockers(claim)], [])
})

test('`onGrant` may claim and release, and a long chain of releases needs no stack', () => {
  const claims: Claim<number>[] = []
  const order: number[] = []
  const table = new KeyTable<number>((owner) => {
    order.push(owner)
    const claim = claims[owner]
    assert.equal(claim?.granted, true)
    if (claim !== undefined) table.release(claim)
    if (owner === 10) table.release(table.claim(-1, reads('b')))
  })
  for (let owner = 0; owner < 50_000; owner += 1) claims.push(table.claim(owner, writes('a')))
  const [first] = claims
  if (first !== undefined) table.release(first)
  assert.equal(table.size, 0)
  assert.deepEqual(
    order,
    Array.from({ length: 49_999 }, (_, index) => index + 1),
  )
})

test('a claim that is released before its turn to be told is not told', () => {
  const claims = new Map<string, Claim<string>>()
  const told: string[] = []
  const table = new KeyTable<string>((owner) => {
    told.push(owner)
    const other = claims.get('r2')
    if (other !== undefined) table.release(other)
  })
  const writer = table.claim('w', writes('a'))
  for (const owner of ['r1', 'r2', 'r3']) claims.set(owner, table.claim(owner, reads('a')))
  table.release(writer)
  assert.deepEqual(told, ['r1', 'r3'])
})

test('an `onGrant` that throws keeps nobody from a grant', () => {
  const told: string[] = []
  const table = new KeyTable<string>((owner) => {
    told.push(owner)
    throw new Error(owner)
  })
  const writer = table.claim('w', writes('a'))
  table.claim('r1', reads('a'))
  table.claim('r2', reads('a'))
  assert.throws(() => table.release(writer), { message: 'r1' })
  assert.deepEqual(told, ['r1', 'r2'])
})

type Step = { claim: Touched } | { release: number }
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ claim: arbitraryEffects }) },
    { weight: 2, arbitrary: fc.record({ release: fc.nat() }) },
  ),
  { maxLength: 40 },
)

test('any sequence of claims and releases grants what the definition grants, in its order', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const granted: number[] = []
      const table = new KeyTable<number>((owner) => granted.push(owner))
      const naive = new NaiveTable()
      const live = new Map<number, { claim: Claim<number>; touched: Touched }>()
      const release = (owner: number): void => {
        const entry = live.get(owner)
        if (entry === undefined) return
        live.delete(owner)
        granted.length = 0
        table.release(entry.claim)
        assert.deepEqual(granted, naive.release(owner))
      }
      sequence.forEach((step, owner) => {
        if ('claim' in step) {
          const claim = table.claim(owner, step.claim)
          live.set(owner, { claim, touched: step.claim })
          assert.equal(claim.granted, naive.claim(owner, step.claim))
        } else {
          release([...live.keys()][step.release % live.size] ?? -1)
        }
        assert.equal(table.size, naive.size)
        for (const [mine, { claim, touched }] of live) {
          assert.equal(claim.granted, naive.isGranted(mine))
          const blockers = [...table.blockers(claim)]
          const owners = blockers.map((blocker) => blocker.owner)
          assert.deepEqual([...new Set(owners)], naive.blockers(mine))
          for (const { owner: other, key, mode } of blockers)
            assertTrue(key, mode, live.get(other)?.touched, touched)
        }
      })
      for (const owner of live.keys()) release(owner)
      assert.equal(table.size, 0)
    }),
    { numRuns: cases(1_000) },
  )
})

/** What `blockers` says is so: both touch the key or something below it, in the way that it says. */
function assertTrue(key: string, mode: string, earlier: Touched | undefined, later: Touched): void {
  const [first, second] = mode.split('-')
  for (const [part, touched] of [
    [first, earlier],
    [second, later],
  ] as const) {
    const keys = part === 'write' ? touched?.writes : touched?.reads
    assert.ok(
      keys?.some((mine) => overlap(mine, key)),
      `${part} ${key}`,
    )
  }
}
