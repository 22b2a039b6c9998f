import assert from 'node:assert/strict'
import { memoryJournal } from '../../../src/journal/memory.ts'
import type { SharedKeys } from '../../../src/keys/shared-keys.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, codes, engineOf, finish, make, strays, test } from './kit.ts'

function broken(): never {
  throw new Error('broken')
}

/** Promises that have something of their own, and how the call of a tool that returns one ends. */
const promises: Record<string, readonly [make: () => unknown, end: string]> = {
  'a then that says something else': [
    () =>
      Object.assign(Promise.reject(new Error('real')), {
        then: (resolve?: (value: string) => void) => resolve?.('fine'),
      }),
    'ok',
  ],
  'a then that throws': [
    () => Object.assign(Promise.reject(new Error('real')), { then: broken }),
    'tool_threw',
  ],
  'a then that is none': [
    () => Object.assign(Promise.reject(new Error('real')), { then: 5 }),
    'ok',
  ],
  'a then that cannot be read': [
    () => Object.defineProperty(Promise.reject(new Error('real')), 'then', { get: broken }),
    'tool_threw',
  ],
  'a catch that throws': [() => Object.assign(Promise.resolve(1), { catch: broken }), 'ok'],
  'a catch that cannot be read': [
    () => Object.defineProperty(Promise.resolve(1), 'catch', { get: broken }),
    'ok',
  ],
  'a catch that throws, and rejects': [
    () => Object.assign(Promise.reject(new Error('real')), { catch: broken }),
    'tool_threw',
  ],
}

for (const [name, [returned, end]] of Object.entries(promises))
  test(`a promise that has ${name} ends its call the same with and without aroundAttempt`, async () => {
    for (const aroundAttempt of [undefined, (_info: unknown, run: () => unknown) => run()]) {
      const clock = virtualClock()
      const tools = [make('look', returned)]
      const engine = engineOf(clock, tools, { aroundAttempt })
      const found = await strays(async () => {
        const { results } = await finish(clock, engine.execute([call('a', 'look')]), 10, engine)
        assert.equal(codes(results), `a ${end}`)
      })
      assert.deepEqual(found, [])
    }
  })

test('a signal whose reason cannot be read stops what it is to stop', async () => {
  for (const when of ['before', 'while'])
    for (const whose of ['turn', 'call']) {
      const clock = virtualClock()
      const nap = make('nap', (_input, context) => sleep(clock, 100, context.signal))
      const engine = engineOf(clock, [nap])
      const abort = new AbortController()
      const { signal } = abort
      Object.defineProperty(signal, 'reason', { get: broken })
      if (when === 'before') abort.abort()
      const found = await strays(async () => {
        const turn = engine.turn({ open: true, ...(whose === 'turn' && { signal }) })
        void turn.add(call('c', 'nap'), whose === 'call' ? { signal } : undefined)
        turn.commit()
        await clock.advance(10)
        abort.abort()
        const { results } = await finish(clock, turn.report, 20, engine)
        assert.equal(codes(results), 'c cancelled', `${when}, ${whose}`)
      })
      assert.deepEqual(found, [], `${when}, ${whose}`)
    }
})

const names: Record<string, PropertyDescriptor> = {
  'cannot be read': { get: broken },
  'is a symbol': { value: Symbol('name') },
  'has no text': { value: { toString: broken } },
}

for (const [what, name] of Object.entries(names)) {
  test(`a journal whose name ${what} keeps what it keeps`, async () => {
    const clock = virtualClock()
    const journal = Object.defineProperty({ ...memoryJournal() }, 'name', name)
    const engine = engineOf(clock, [make('write', () => 1, { writes: 'k' })], { journal })
    const report = engine.execute([call('w', 'write')], { id: 'there before' })
    const { results } = await finish(clock, report, 10, engine)
    assert.equal(codes(results), 'w ok')
  })

  test(`shared keys whose name ${what} fail as those that have one`, async () => {
    const clock = virtualClock()
    const sharedKeys = Object.defineProperty({ acquire: broken, close: broken }, 'name', name)
    const engine = engineOf(clock, [make('write', () => 1, { writes: 'k' })], { sharedKeys })
    const found = await strays(async () => {
      const { results } = await finish(clock, engine.execute([call('w', 'write')]), 10, engine)
      assert.equal(codes(results), 'w shared_keys')
    })
    assert.deepEqual(found, [])
  })
}

test('a lease that fails whenever it is read is the end of its call, and of no other', async () => {
  for (const what of ['lost', 'token'] as const)
    for (let bad = 1; bad <= 6; bad += 1) {
      const clock = virtualClock()
      let token = 0
      const sharedKeys: SharedKeys = {
        name: 'a lock',
        async acquire({ owner }) {
          let reads = 0
          const members = { token: (token += 1), lost: new AbortController().signal }
          const lease = { ...members, release: async () => {} }
          if (!owner.endsWith(':odd')) return lease
          return Object.defineProperty(lease, what, {
            get: () => {
              reads += 1
              if (reads === bad) throw new Error('The lease is odd.')
              return members[what]
            },
          })
        },
        async close() {},
      }
      const write = make('write', (_, { fencingToken }) => fencingToken, {
        writes: ({ key }: { readonly key: string }) => key,
      })
      const engine = engineOf(clock, [write], { sharedKeys, concurrency: 1 })
      const calls = ['before', 'odd', 'after'].map((id) => ({
        ...call(id, 'write'),
        input: { key: 'k' },
      }))
      const { results } = await finish(clock, engine.execute(calls), 10, engine)
      const odd = results[1]?.error?.code ?? 'ok'
      assert.ok(['ok', 'shared_keys', 'cancelled'].includes(odd), `${what} ${bad}: ${odd}`)
      assert.deepEqual([results[0]?.status, results[2]?.status], ['ok', 'ok'], `${what} ${bad}`)
    }
})
