import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { show } from '../../src/call/expect.ts'
import { hostile } from '../support/hostile-values.ts'

it('what came is shown in a few words, whatever it is', () => {
  const shown: [unknown, string][] = [
    [null, '`null`'],
    [undefined, '`undefined`'],
    ['a "b"', '"a \\"b\\""'],
    [5, '`5`'],
    [7n, '`7`'],
    [Symbol('s'), '`Symbol(s)`'],
    [[1], 'an array'],
    [{}, 'an object'],
    [() => 1, 'a function'],
  ]
  for (const [value, text] of shown) assert.equal(show(value), text)
  assert.match(show('x'.repeat(1_000_000)), /^"x+…"$/)
  const long: unknown[] = ['"\n'.repeat(1_000_000), 10n ** 1_000n, Symbol('x'.repeat(1_000))]
  for (const value of long) assert.ok(show(value).length < 1_000)
})

it('what cannot be looked at is shown, too', () => {
  const { proxy, revoke } = Proxy.revocable([], {})
  revoke()
  assert.equal(show(proxy), 'an object')
  fc.assert(fc.property(hostile, (make) => typeof show(make()) === 'string'))
})
