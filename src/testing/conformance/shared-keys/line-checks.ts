import assert from 'node:assert/strict'
import { seededRandom } from '../../random.ts'
import { ask, inLine, reads, waits, writes } from './requests.ts'
import type { Requirement } from '../requirement.ts'
import type { CheckedKeys } from './checked-keys.ts'

export const lineChecks: readonly Requirement<CheckedKeys>[] = [
  {
    name: 'readers that come after a waiting writer wait for it, so that it does not starve',
    async check({ keys, others }) {
      const reader = await ask(keys, reads('a')).lease
      const writer = ask(others, writes('a'))
      await inLine(others)
      const late = ask(keys, reads('a/b'))
      await waits(keys, late)
      await waits(others, writer)
      await reader.release()
      const held = await writer.lease
      await waits(keys, late)
      await held.release()
      await (await late.lease).release()
    },
  },
  {
    name: 'all keys of a request are granted at once, and none of them before',
    async check({ keys, others }) {
      const a = await ask(keys, writes('a')).lease
      const both = ask(others, writes('a', 'b'))
      await waits(others, both)
      // It waits for the earlier request, which does not hold it.
      const b = ask(keys, writes('b'))
      await waits(keys, b)
      await a.release()
      const held = await both.lease
      await waits(keys, b)
      await held.release()
      await (await b.lease).release()
    },
  },
  {
    name: 'crossing requests do not wait for each other',
    async check({ keys, others }) {
      const crossing = Array.from({ length: 20 }, (_, n) => {
        const wanted = n % 2 === 0 ? ['a', 'b', 'c/d'] : ['c', 'b', 'a/x']
        return ask(n % 3 === 0 ? keys : others, writes(...wanted)).lease
      })
      await Promise.all(crossing.map(async (lease) => (await lease).release()))
    },
  },
  {
    name: 'who came first is first, also among hundreds',
    async check({ keys }) {
      const first = await ask(keys, writes('a')).lease
      const order: number[] = []
      const all = Array.from({ length: 300 }, async (_, n) => {
        const lease = await ask(keys, writes('a')).lease
        order.push(n)
        await lease.release()
      })
      await first.release()
      await Promise.all(all)
      assert.deepEqual(order, [...order.keys()])
      assert.equal(order.length, 300)
    },
  },
  {
    name: 'whatever is asked for, no request writes what another touches',
    async check({ keys, others }) {
      const random = seededRandom(7)
      const pick = (): string =>
        ['*', 'a', 'a/b', 'a/b/c', 'a/c', 'b'][Math.floor(random() * 6)] as string
      const held = new Set<{
        readonly reads: readonly string[]
        readonly writes: readonly string[]
      }>()
      const all = Array.from({ length: 150 }, async (_, n) => {
        const wanted =
          n % 3 === 0 ? writes(pick()) : { reads: [pick()], writes: n % 4 ? [] : [pick()] }
        const lease = await ask(n % 2 === 0 ? keys : others, wanted).lease
        for (const other of held)
          assert.equal(conflict(other, wanted), false, JSON.stringify([other, wanted]))
        held.add(wanted)
        await inLine(keys)
        held.delete(wanted)
        await lease.release()
      })
      await Promise.all(all)
    },
  },
]

type Touched = { readonly reads: readonly string[]; readonly writes: readonly string[] }

function conflict(a: Touched, b: Touched): boolean {
  return meet(a.writes, [...b.reads, ...b.writes]) || meet(b.writes, a.reads)
}

function meet(some: readonly string[], others: readonly string[]): boolean {
  return some.some((key) => others.some((other) => covers(key, other) || covers(other, key)))
}

function covers(above: string, below: string): boolean {
  return above === '*' || above === below || below.startsWith(`${above}/`)
}
