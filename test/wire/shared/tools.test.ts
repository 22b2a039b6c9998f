import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requestTools } from '../../../src/wire/shared/request/tools.ts'

const given = [{ name: 'look' }, { name: 'write' }]

test('fields are added to the tool of their name; the request’s own tools stand first', () => {
  const fields = { look: { allowed_callers: ['programmatic'], name: 'look' } }
  const tools = requestTools([{ type: 'web_search' }], given, fields)
  assert.deepEqual(tools, [{ type: 'web_search' }, { ...given[0], ...fields.look }, given[1]])
  assert.deepEqual(given, [{ name: 'look' }, { name: 'write' }])
})

test('a tool that the request describes itself is not described twice', () => {
  const own = { name: 'look', description: 'Mine.' }
  assert.deepEqual(requestTools([own], given), [own, given[1]])
})

test('fields of a tool that is not there are a wrong use, which names the nearest', () => {
  assert.throws(() => requestTools([], given, { lok: {} }), {
    name: 'UsageError',
    message: /got "lok"\. Did you mean "look"\?/,
  })
  assert.throws(() => requestTools([], [], { look: {} }), /There are: none/)
  assert.throws(() => requestTools([{ name: 'look' }], given, { look: {} }), /describe itself/)
  assert.throws(() => requestTools([], given, JSON.parse('{"__proto__":{}}')), /got "__proto__"/)
})
