import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stakesOf } from '../../../../src/keys/redis/scripts/stakes.ts'

describe('the stakes of a request', () => {
  it('are what it wants, and the intention on every key above it', () => {
    assert.deepEqual(stakesOf({ reads: ['x'], writes: ['a/b'] }), [
      ['0::', 'IX'],
      ['1:a:', 'IX'],
      ['3:a/b:', 'X'],
      ['1:x:', 'S'],
    ])
  })

  it('are one for each key, the weakest that is as strong as all', () => {
    const stakes = new Map(stakesOf({ reads: ['a', 'a/b', '*'], writes: ['a/c', 'a/b'] }))
    assert.deepEqual(
      stakes,
      new Map([
        ['0::', 'SIX'],
        ['1:a:', 'SIX'],
        ['3:a/c:', 'X'],
        ['3:a/b:', 'X'],
      ]),
    )
  })

  it('count bytes, and make a text of what is none', () => {
    assert.deepEqual(stakesOf({ reads: ['ü'], writes: [] })[1], ['2:ü:', 'S'])
    assert.deepEqual(stakesOf({ reads: ['\ud800'], writes: [] })[1], ['3:\ufffd:', 'S'])
  })

  it('are none of a request without keys', () => {
    assert.deepEqual(stakesOf({ reads: [], writes: [] }), [])
  })
})
