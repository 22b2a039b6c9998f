import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { effectsOf } from '../../src/call/effects.ts'
import {
  boundedKey,
  boundedKeys,
  mostBeginnings,
  mostKeyCharacters,
  mostKeys,
  mostKeySegments,
} from '../../src/call/key-bounds.ts'
import { tool } from '../../src/call/tool.ts'
import { KeyTable } from '../../src/keys/key-table.ts'
import { covers, overlap, parseKey } from '../../src/keys/key.ts'
import { stakesOf } from '../../src/keys/redis/scripts/stakes.ts'
import { createEngine } from '../../src/index.ts'

const deep = (segments: number, of = 'a'): string => Array(segments).fill(of).join('/')

/** A key that may be far beyond the bounds, with empty segments and stars in it. */
const longKey = fc
  .array(
    fc.record({
      segment: fc.constantFrom('a', 'b', '', 'word', '*', '*.ts', 'x'.repeat(300)),
      times: fc.integer({ min: 1, max: 40 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.map(({ segment, times }) => deep(times, segment)).join('/'))

describe('a key beyond the bounds', () => {
  it('counts as its longest beginning within them', () => {
    assert.equal(boundedKey(deep(mostKeySegments)), deep(mostKeySegments))
    assert.equal(boundedKey(deep(15_000)), deep(mostKeySegments))
    assert.equal(boundedKey(`/a//${deep(1_000)}`), `/a//${deep(mostKeySegments - 1)}`)
    const longest = 'x'.repeat(mostKeyCharacters)
    assert.equal(boundedKey(longest), longest)
    assert.equal(boundedKey(`${longest}y`), '*')
    assert.equal(boundedKey(`file/${longest}`), 'file')
    assert.equal(boundedKey('/'.repeat(1_000_000)), '*')
  })

  it('is covered by what takes its place, and conflicts with all that the key would', () => {
    fc.assert(
      fc.property(longKey, fc.nat(200), (key, length) => {
        const bounded = boundedKey(key)
        assert.ok(bounded.length <= mostKeyCharacters)
        assert.ok(parseKey(key).length <= mostKeySegments)
        assert.deepEqual(parseKey(bounded), parseKey(key))
        assert.equal(boundedKey(bounded), bounded)
        const beginning = key.split('/').slice(0, length).join('/') || '*'
        assert.ok(covers(beginning, key), `${beginning} does not cover ${key}`)
        assert.ok(overlap(`${key}/below`, key))
      }),
    )
  })
})

describe('more keys than the bounds have', () => {
  it('count as what they have in common, which covers each', () => {
    const many = Array.from({ length: mostKeys + 1 }, (_, index) => `crm/customer/${index}`)
    assert.equal(boundedKeys(many.slice(1)).length, mostKeys)
    assert.deepEqual(boundedKeys(many), ['crm/customer'])
    assert.deepEqual(boundedKeys([...many, 'crm/customers']), ['crm'])
    assert.deepEqual(boundedKeys([...many, 'file/a']), ['*'])
    assert.deepEqual(boundedKeys(Array(2_000).fill('*')), ['*'])
    fc.assert(
      fc.property(fc.array(longKey, { minLength: 1, maxLength: 5 }), (keys) => {
        const bounded = boundedKeys(Array.from({ length: 300 }, () => keys).flat())
        for (const key of keys) assert.ok(bounded.some((above) => covers(above, key)))
      }),
    )
  })

  it('are those of too many places in a table, however few they are', () => {
    const wide = Array.from({ length: mostKeys }, (_, index) => deep(20, `${index}`))
    assert.deepEqual(boundedKeys(wide), ['*'])
    const narrow = wide.map((_, index) => `${deep(20)}/${index}`)
    assert.equal(boundedKeys(narrow), narrow)
  })
})

describe('keys that a model makes long', () => {
  const write = tool({
    name: 'write',
    inputSchema: { type: 'object' },
    writes: ({ keys }) => keys as string[],
    execute: () => 'written',
  })
  const call = (id: string, ...keys: string[]) => ({ id, name: 'write', input: { keys } })

  it('take no more places than the bounds have, in this process and in Redis', () => {
    for (const keys of [
      [deep(15_000)],
      Array.from({ length: 15_000 }, (_, index) => `${index}`),
      Array.from({ length: 1_000 }, (_, index) => deep(1_000, `${index}`)),
    ]) {
      const { writes } = effectsOf(write, { keys })
      assert.ok(writes.length <= mostKeys)
      const stakes = stakesOf({ reads: [], writes: keys })
      assert.ok(stakes.length <= mostBeginnings + 1)
      assert.deepEqual(stakes, stakesOf({ reads: [], writes }))
      const table = new KeyTable<number>(() => {})
      const both = [keys, writes].map((claimed, owner) =>
        table.claim(owner, { reads: [], writes: claimed }),
      )
      assert.deepEqual(
        both.map(({ granted }) => granted),
        [true, false],
      )
    }
  })

  it('are told of once a tool, and calls that share a beginning keep their order', async () => {
    const engine = createEngine({ tools: [write] })
    const calls = [call('1', deep(100, 'x')), call('2', deep(200, 'x')), call('3', 'other')]
    const { results, warnings } = await engine.execute(calls)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['ok', 'ok', 'ok'],
    )
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /^Some calls of "write" have keys of more than 64 segments/)
    const plan = engine.explain(calls)
    assert.deepEqual(
      plan.calls.map(({ waitsFor }) => waitsFor.map(({ index }) => index)),
      [[], [0], []],
    )
    assert.match(plan.calls[1]?.fault ?? '', /count/)
    assert.ok(plan.text.length < 5_000)
    assert.deepEqual((await engine.execute([call('1', 'a')])).warnings, [])
  })

  it('bound what a call may touch whose input is not known as they bound what it then touches', async () => {
    const keys = Array.from({ length: 2_000 }, (_, index) => `${index}`)
    const wide = tool({ name: 'wide', writes: keys, execute: () => 'done' })
    const plan = createEngine({ tools: [wide] }).explain(
      [
        { id: 'a', name: 'wide', input: {} },
        { id: 'b', name: 'wide', input: { of: '${a}' } },
      ],
      { references: true },
    )
    for (const { effects } of plan.calls) assert.deepEqual(effects?.writes, ['*'])
  })
})
