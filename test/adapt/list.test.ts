import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guardList } from '../../src/adapt/list.ts'
import { withRules } from '../../src/adapt/rule.ts'
import { createEngine } from '../../src/turn/engine.ts'

const engine = createEngine({ tools: [] })

test('a list: what has a name is wrapped, with rules or without; all else is the very same, in its place', () => {
  const hosted = {}
  const tools = [withRules({ name: 'edit' }, { writes: 'file' }), hosted, { name: '__proto__' }]
  const wrapped: string[] = []
  const made = guardList(engine, tools as { name?: string }[], undefined, {
    nameOf: (tool) => (tool as { name?: string }).name,
    wrap(guarded, _tool, name) {
      wrapped.push(name)
      const { calls } = guarded.explain([
        { id: '1', name, input: {} },
        { id: '2', name: 'edit', input: {} },
      ])
      return { name, waits: calls[1]?.waitsFor.length }
    },
  })
  assert.deepEqual(wrapped, ['edit', '__proto__'])
  assert.equal(made[1], hosted)
  assert.deepEqual(made[0], { name: 'edit', waits: 1 })
  // Of a name that means something to objects the rules are none.
  assert.equal((made[2] as { waits?: number }).waits, 0)
})

test('a list that is none is refused', () => {
  const kind = { nameOf: () => 'x', wrap: () => ({}) }
  assert.throws(
    () => guardList(engine, {} as never, undefined, kind),
    /Expected `tools` of guard to be an array/,
  )
})
