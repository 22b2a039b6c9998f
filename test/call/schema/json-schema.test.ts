import assert from 'node:assert/strict'
import { it } from 'node:test'
import { makeValidator } from '../../../src/call/schema/schema.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { fileOf } from '../../repo/files.ts'
import { loadedWith, packagesLoadedWith } from '../../repo/load-graph.ts'

it('a schema whose object is changed later stays what it was in the tool, and is the new one in the next tool', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  const before = makeValidator('before', schema)
  schema.properties.a.type = 'number'
  const after = makeValidator('after', schema)
  schema.properties.a.type = 'array'
  for (const _ of [1, 2]) {
    assert.deepEqual(before({ a: 1 }), { ok: false, issues: ['a: must be string'] })
    assert.deepEqual(after({ a: 'x' }), { ok: false, issues: ['a: must be number'] })
  }
})

it('schemas of the same content have one validator, whichever objects they are', () => {
  const make = (): object => ({ type: 'object', properties: { same: { type: 'string' } } })
  assert.equal(makeValidator('one', make() as never), makeValidator('two', make() as never))
  assert.notEqual(
    makeValidator('one', make() as never),
    makeValidator('two', { ...make(), title: 'x' }),
  )
})

it('a wrong schema is reported each time, with the name of its tool', () => {
  for (const name of ['one', 'two'])
    assert.throws(
      () => makeValidator(name, { type: 'x' }),
      new RegExp(`tool "${name}" to be a valid`),
    )
})

it('a wrong schema is reported when the tool is made', () => {
  assert.throws(
    () => tool({ name: 'wrong', inputSchema: { type: 'x' }, execute: () => 1 }),
    /^UsageError: Expected `inputSchema` of tool "wrong" to be a valid JSON Schema: type must be/,
  )
})

it('a schema in a circle of references fails the call, with the reason', async () => {
  const round = tool({ name: 'round', inputSchema: { $ref: '#' }, execute: () => 1 }) as AnyTool
  const { results } = await createEngine({ tools: [round] }).execute([
    { id: '1', name: 'round', input: {} },
  ])
  assert.equal(results[0]?.status, 'failed')
  assert.match(String(results[0]?.content), /could not check them: Maximum call stack/)
})

it('checking schemas loads no package, and takes nothing that a browser does not have', () => {
  assert.deepEqual(packagesLoadedWith('src/call/schema/schema.ts', fileOf), [])
  assert.deepEqual(loadedWith('src/call/schema/json/compile.ts', fileOf), [])
})
