import assert from 'node:assert/strict'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, codes, engineOf, finish, make, strays, test } from './kit.ts'

type Validate = (value: unknown) => unknown

function schemaOf(validate: Validate): object {
  return {
    '~standard': { version: 1, vendor: 'test', jsonSchema: { input: () => ({}) }, validate },
  }
}

function late(clock: VirtualClock, ms: number): Validate {
  return async (value) => {
    await sleep(clock, ms)
    return { value }
  }
}

/** A list of keys that is another one each time that it is read. */
function lyingKeys(): string[] {
  let reads = 0
  const get = (): unknown => (reads++ === 0 ? 'k' : Symbol('no key'))
  return Object.defineProperty([], 0, { get, enumerable: true })
}

const lies: Record<string, () => string[]> = {
  'change when read again': lyingKeys,
  'have an iterator of their own': () =>
    Object.assign(['k'], { [Symbol.iterator]: () => [5][Symbol.iterator]() }),
  'say of themselves that all is well': () => Object.assign([5 as never], { findIndex: () => -1 }),
}

for (const [name, keys] of Object.entries(lies))
  test(`keys that ${name} are those that are checked, also behind a schema that answers late`, async () => {
    for (const option of ['reads', 'writes']) {
      const clock = virtualClock()
      const engine = engineOf(clock, [
        make('slow', () => 1, { inputSchema: schemaOf(late(clock, 5)), writes: () => 'a' }),
        make('lies', () => 1, { [option]: keys }),
      ])
      const calls = [call('a', 'slow'), call('b', 'lies'), call('c', 'slow'), call('d', 'lies')]
      const found = await strays(async () => {
        const { results } = await finish(clock, engine.execute(calls), 100, engine)
        assert.equal(codes(results), 'a ok, b ok, c ok, d ok', option)
      })
      assert.deepEqual(found, [], option)
    }
  })

test('a schema that never answers to what a person has made of an input keeps nobody for ever', async () => {
  const clock = virtualClock()
  let checks = 0
  const validate: Validate = (value) => (checks++ === 0 ? { value } : new Promise(() => {}))
  const engine = engineOf(
    clock,
    [
      make('write', () => 1, {
        inputSchema: schemaOf(validate),
        writes: () => 'k',
        needsApproval: true,
      }),
      make('read', () => 2, { reads: 'k' }),
    ],
    { approve: () => ({ decision: 'allow', input: { other: true } }), timeoutMs: 500 },
  )
  const report = engine.execute([call('a', 'write'), call('b', 'read')])
  const { results } = await finish(clock, report, 500, engine)
  assert.equal(codes(results), 'a approval_failed, b ok')
})

test('a call whose input a person has made is checked once, and conflicts with whom it conflicts', async () => {
  for (const [before, check, other] of [
    [5, 20, 50],
    [20, 5, 50],
    [5, 5, 50],
  ] as const) {
    // prettier-ignore
    const clock = virtualClock()
    let checks = 0
    let atWork = 0
    const seen: number[] = []
    const validate: Validate = (value) => (checks++ === 0 ? { value } : late(clock, check)(value))
    const work = (ms: number) => async () => {
      seen.push((atWork += 1))
      await sleep(clock, ms)
      atWork -= 1
    }
    const engine = engineOf(
      clock,
      [
        make('first', work(before), { writes: 'k' }),
        make('asked', work(5), {
          inputSchema: schemaOf(validate),
          writes: () => 'k',
          needsApproval: true,
        }),
        make('other', work(other), { writes: 'k' }),
      ],
      { approve: () => ({ decision: 'allow', input: { other: true } }) },
    )
    const elsewhere = engine.execute([call('o', 'first'), call('p', 'other')])
    const report = engine.execute([call('a', 'first'), call('b', 'asked'), call('c', 'other')])
    const { results } = await finish(clock, report, 1_000, engine)
    await elsewhere
    assert.equal(codes(results), 'a ok, b ok, c ok')
    assert.deepEqual(seen, [1, 1, 1, 1, 1], 'one at a time')
    assert.equal(checks, 2)
  }
})
