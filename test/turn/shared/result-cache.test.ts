import assert from 'node:assert/strict'
import { test } from 'node:test'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { ResultCache } from '../../../src/turn/shared/result-cache.ts'
import { stillKept } from '../../support/garbage.ts'

test('a result that is forgotten, for whatever reason, is kept by nothing', async () => {
  const ways: Record<string, (cache: ResultCache, clock: VirtualClock) => void | Promise<void>> = {
    'it was too old': (_cache, clock) => clock.advance(10),
    'a newer one took its place': (cache) => cache.set('a', 'new', [], 10),
    'what it had read was written': (cache) => cache.drop(['x/y']),
    'a thousand came after it': (cache) => {
      for (let n = 0; n < 1_000; n += 1) cache.set(`n${n}`, n, [], 10)
    },
  }
  const forgotten = async (why: string, forget: (typeof ways)[string]) => {
    const clock = virtualClock()
    const cache = new ResultCache(clock)
    const value = {}
    cache.set('a', value, ['x', 'y'], 10)
    assert.ok(cache.get('a')?.value === value)
    await forget(cache, clock)
    assert.ok(cache.get('a')?.value !== value, why)
    return { cache, ref: new WeakRef(value) }
  }
  const all = await Promise.all(Object.entries(ways).map((way) => forgotten(...way)))
  assert.equal(await stillKept(all.map(({ ref }) => ref)), 0)
  assert.deepEqual(
    all.map(({ cache }) => cache.size),
    [0, 1, 0, 1_000],
  )
})

test('a result serves until its time is over, and not for longer', async () => {
  const clock = virtualClock()
  const cache = new ResultCache(clock)
  cache.set('a', 1, [], 10)
  await clock.advance(9)
  assert.equal(cache.get('a')?.value, 1)
  await clock.advance(1)
  assert.equal(cache.get('a'), undefined)
})

test('what is too old goes as others come, though nobody asks for it', async () => {
  const clock = virtualClock()
  const cache = new ResultCache(clock)
  for (let n = 0; n < 300; n += 1) cache.set(`old${n}`, n, ['x'], 10)
  cache.set('long', 0, [], 1_000)
  await clock.advance(10)
  for (let n = 0; n < 60; n += 1) cache.set(`new${n}`, n, [], 10)
  assert.equal(cache.size, 61)
  assert.ok(cache.get('long'))
})
