import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { effectsOf, type Effects } from '../../src/call/effects.ts'
import { tool } from '../../src/call/tool.ts'
import { hostile } from '../support/hostile-values.ts'
import { unhandled } from '../support/unhandled.ts'

const faultOf = (reads: unknown): string => {
  const one = tool({ name: 'one', reads: () => reads as string, execute: () => 1 })
  const { fault, writes } = effectsOf(one, {})
  if (fault !== undefined) assert.deepEqual(writes, ['*'])
  return (
    fault?.replace(/^The effects of "one" are unknown, so it counts as writing everything: /, '') ??
    'none'
  )
}

it('what a function of keys returns is a key, a list of keys, or a fault', () => {
  const gaps: string[] = []
  gaps[4_000_000_000] = 'a'
  const cases: [unknown, string][] = [
    ['a', 'none'],
    [['a', 'b'], 'none'],
    [[], 'none'],
    ['', '`reads` named a key that is empty, not a non-empty string.'],
    [['a', 5], '`reads` named a key that is number, not a non-empty string.'],
    [gaps, '`reads` named a key that is undefined, not a non-empty string.'],
    [null, '`reads` returned null, not a string or an array of strings.'],
    [{}, '`reads` returned object, not a string or an array of strings.'],
  ]
  for (const [reads, fault] of cases) assert.equal(faultOf(reads), fault)
  fc.assert(fc.property(hostile, (make) => typeof faultOf(make()) === 'string'))
})

it('a promise of keys is a fault, and its rejection ends no process', async (context) => {
  const errors = unhandled(context)
  const rejecting = (): Promise<string> => Promise.reject(new Error('nobody asked'))
  assert.match(faultOf(rejecting()), /returned a promise, not a string/)
  assert.match(faultOf(['a', rejecting()]), /named a key that is a promise/)
  assert.match(faultOf({ keys: rejecting() }), /returned object/)
  assert.deepEqual(await errors(), [])
})

it('later changes to a list of keys change nothing', () => {
  const keys = ['a']
  const { reads } = effectsOf(tool({ name: 'one', reads: () => keys, execute: () => 1 }), {})
  keys.push('b')
  assert.deepEqual(reads, ['a'])
})

describe('a key with a segment that names nothing, as a function makes of what is not there', () => {
  const of = (keys: string | string[]): Effects => effectsOf({ name: 'a', reads: () => keys }, {})

  it('counts as what stands before it, and is told of', () => {
    for (const [key, counts] of [
      ['customer/undefined', 'customer'],
      ['customer/null/orders', 'customer'],
      ['a/b/NaN', 'a/b'],
      ['[object Object]', '*'],
      ['customer/[object Promise]', 'customer'],
      ['undefined/7', '*'],
      ['/undefined', '*'],
    ] as const) {
      const { reads, widened } = of(['other', key])
      assert.deepEqual(reads, ['other', counts])
      assert.match(widened ?? '', /^Some calls of "a" have keys in which a segment is "undefined"/)
    }
  })
  it('but not of a name that only holds such a word, nor of one that is written down', () => {
    for (const key of ['undefined-behaviour', 'file/null.ts', 'Nan', 'a/nullable'])
      assert.deepEqual(of(key).reads, [key])
    const { reads, widened } = effectsOf({ name: 'a', reads: 'dev/null' }, {})
    assert.deepEqual([reads, widened], [['dev/null'], undefined])
  })
})
