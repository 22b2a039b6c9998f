import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { createEngine } from '../../../src/turn/engine.ts'
import { inexactIn } from '../../../src/call/schema/exact-numbers.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { ToolCall } from '../../../src/call/call.ts'

const digits = '2512292042121000001'
const call = (input: unknown, pointer: string): ToolCall => ({
  id: 'a',
  name: 'f',
  input,
  digits: [pointer],
})

interface Ran {
  readonly status: string
  readonly said: string
  readonly got: unknown
}

async function run(inputSchema: unknown, one: ToolCall): Promise<Ran> {
  let got: unknown
  const f = tool({
    name: 'f',
    inputSchema: inputSchema as never,
    execute: (input) => {
      got = input
      return 'ran'
    },
  }) as AnyTool
  const [result] = (await createEngine({ tools: [f] }).execute([one])).results
  return { status: result?.status ?? '', said: String(result?.content), got }
}

const object = (id: unknown): object => ({ type: 'object', properties: { id } })

for (const [name, schema] of [
  ['JSON Schema', object({ type: 'string' })],
  ['of several types', object({ type: ['string', 'null'] })],
  ['of a branch', object({ anyOf: [{ type: 'null' }, { type: 'string' }] })],
  ['behind a reference', { ...object({ $ref: '#/$defs/id' }), $defs: { id: { type: 'string' } } }],
  ['zod', z.object({ id: z.string() })],
] as const)
  test(`digits stay as they came where the schema says text: ${name}`, async () => {
    const { status, got } = await run(schema, call({ id: digits }, '/id'))
    assert.equal(status, 'ok')
    assert.deepEqual(got, { id: digits })
  })

for (const [name, schema] of [
  ['a number', object({ type: 'integer' })],
  ['anything', object({})],
  ['no schema', undefined],
  ['zod', z.object({ id: z.number() })],
] as const)
  test(`a number that cannot be held is refused, with what to do, where the schema says: ${name}`, async () => {
    const { status, said, got } = await run(schema, call({ id: digits }, '/id'))
    assert.equal(status, 'failed')
    assert.match(
      said,
      /\/id \(2512292042121000001\) cannot be held exactly. Send this number as a string/,
    )
    assert.equal(got, undefined)
  })

test('a call that was cut off does not run for its digits', async () => {
  const invalid = { reason: 'truncated', message: 'It was cut off.', text: '' } as const
  const whole = call({ id: digits }, '/id')
  const { status, said } = await run(object({ type: 'string' }), { ...whole, invalid })
  assert.equal(status, 'failed')
  assert.match(said, /cut off/)
})

test('a place within lists and odd names is found', async () => {
  const list = { type: 'array', items: { additionalProperties: { type: 'string' } } }
  const schema = { type: 'object', properties: { 'a/b~': list } }
  const { status } = await run(schema, call({ 'a/b~': [{ x: digits }] }, '/a~1b~0/0/x'))
  assert.equal(status, 'ok')
})

test('a schema that refers to itself in many branches is looked at once', () => {
  const refs = Array.from({ length: 400 }, () => ({ $ref: '#/$defs/id' }))
  const told = (id: object): string | undefined => {
    const inputSchema = { ...object({ anyOf: refs }), $defs: { id } } as never
    const f = tool({ name: 'f', inputSchema, execute: () => 1 }) as AnyTool
    return inexactIn(f, call({ id: digits }, '/id'))?.reason
  }
  assert.equal(told({ anyOf: [...refs, { type: 'string' }] }), undefined)
  assert.equal(told({ anyOf: [...refs, { type: 'number' }] }), 'number')
})
