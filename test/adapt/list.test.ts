import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guardList } from '../../src/adapt/list.ts'
import { guardRecord } from '../../src/adapt/record.ts'
import { withRules } from '../../src/adapt/rule.ts'
import { guard as langChain } from '../../src/langchain.ts'
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

test('a rule of a tool that nobody runs here is refused, unless it says nothing', () => {
  const rules = { needsApproval: true }
  const kind = { nameOf: () => undefined, wrap: () => assert.fail('it is wrapped') }
  const list = (given: object) => guardList(engine, [{}, withRules({}, given)], undefined, kind)
  assert.throws(() => list(rules), /no rules of `tools\[1\]`, .* got `needsApproval`/)
  assert.equal(list({}).length, 2)
  const record = (look: object) =>
    guardRecord(engine, { look: {} }, { look } as never, undefined, kind.wrap)
  assert.throws(() => record(rules), /no rules of the tool `look`, .* got `needsApproval`/)
  assert.deepEqual(record({ needsApproval: undefined }), { look: {} })
  assert.throws(
    () => langChain.tools(engine, [{ name: 'look' }], { look: { timeoutMs: 1 } }),
    /no rules of the tool `look`/,
  )
})
