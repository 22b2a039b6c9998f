import assert from 'node:assert/strict'
import { it } from 'node:test'
import { expectNewRuntime } from '../../../src/util/platform/new-enough.ts'

it('a runtime that is too old is told so, by its version', () => {
  const process = { versions: { node: '20.19.2' } }
  assert.throws(() => expectNewRuntime({ Promise: {}, process }), {
    name: 'UsageError',
    message:
      'Expected Node.js 22.18 or later, or another runtime of 2024 or later, got Node.js 20.19.2.',
  })
  assert.throws(() => expectNewRuntime({ Promise: {} }), /got one without `Promise\.withResolvers`/)
  assert.equal(expectNewRuntime(globalThis), undefined)
})
