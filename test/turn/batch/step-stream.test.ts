import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { BatchStep } from '../../../src/turn/batch/step.ts'
import { orderSteps } from '../../../src/turn/batch/order-steps.ts'
import { StepStream } from '../../../src/turn/batch/step-stream.ts'

const id = fc.constantFrom('a', 'b', 'c', 'd')
const step = fc.record({
  id,
  tool: fc.constant('t'),
  input: fc.record({
    of: fc.array(
      id.map((name) => `\${${name}}`),
      { maxLength: 2 },
    ),
  }),
})

function streamed(steps: readonly unknown[], size: number): BatchStep[] {
  const stream = new StepStream()
  const text = JSON.stringify({ steps })
  const found: BatchStep[] = []
  for (let at = 0; at < text.length; at += size)
    found.push(...stream.feed(text.slice(at, at + size)))
  return found
}

test('the steps that are certain come first in the order of the whole plan', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 8 }),
      fc.integer({ min: 1, max: 20 }),
      (steps, size) => {
        const found = streamed(steps, size)
        const { ordered } = orderSteps(JSON.parse(JSON.stringify(steps)) as BatchStep[])
        assert.deepEqual(found, ordered.slice(0, found.length))
      },
    ),
  )
})

test('all steps of a plan are certain that refers to earlier ones only', () => {
  const one = { id: 'a', tool: 't', input: { x: 1 } }
  const two = { id: 'b', tool: 't', input: { x: 'so ${a.y[0]}' } }
  assert.deepEqual(streamed([one, two], 3), [one, two])
})

test('nothing is certain behind what is no step, has another’s id, or refers to what has not come', () => {
  const good = { id: 'a', tool: 't', input: {} }
  for (const bad of [
    { id: '', tool: 't', input: {} },
    { id: 'b', tool: 1, input: {} },
    { id: 'b', tool: 't', input: [] },
    { id: 'b', tool: 't' },
    null,
    'b',
    { id: 'a', tool: 't', input: {} },
    { id: 'b', tool: 't', input: { x: '${b}' } },
    { id: 'b', tool: 't', input: { x: '${c}' } },
  ])
    assert.deepEqual(streamed([good, bad, { ...good, id: 'c' }], 5), [good], JSON.stringify(bad))
})

test('what else a step holds is left out', () => {
  const plain = { id: 'a', tool: 't', input: {} }
  assert.deepEqual(streamed([{ ...plain, why: 'because' }], 5), [plain])
})
