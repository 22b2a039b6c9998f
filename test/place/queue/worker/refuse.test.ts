import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { tool, type AnyTool, type InputSchema } from '../../../../src/call/tool.ts'
import { makeToolset } from '../../../../src/call/toolset.ts'
import { protocol, type QueueTask } from '../../../../src/place/queue/messages.ts'
import { schemaDigest } from '../../../../src/place/queue/schema-digest.ts'
import { refuse } from '../../../../src/place/queue/worker/refuse.ts'

const execute = (): number => 1
const withSchema = (inputSchema: InputSchema): AnyTool =>
  tool({ name: 'a', inputSchema, execute }) as AnyTool
const known = withSchema({ type: 'object', properties: { id: { type: 'integer' } } })
const task: QueueTask = {
  protocol,
  tool: 'a',
  schema: schemaDigest(known),
  input: {},
  place: 'p',
  callId: 'c',
  turnId: 't',
  attempt: 1,
  idempotencyKey: 'k',
}

test('a worker refuses what it does not have, and what it would misunderstand', () => {
  const tools = makeToolset([known])
  assert.equal(refuse(task, tools), undefined)
  const refusals = [
    refuse({ ...task, protocol: protocol + 1 }, tools),
    refuse({ ...task, tool: '__proto__' }, tools),
    refuse({ ...task, schema: 'other' }, tools),
  ]
  assert.deepEqual(
    refusals.map((refusal) => refusal?.code),
    ['queue_protocol', 'queue_no_tool', 'queue_schema'],
  )
  assert.match(refusals[0]?.message ?? '', /speaks version 1 .* and the engine version 2\./)
})

test('a digest tells schemas apart, not spellings', () => {
  const spelt = withSchema({ properties: { id: { type: 'integer' } }, type: 'object' })
  assert.equal(schemaDigest(spelt), schemaDigest(known))
  assert.notEqual(schemaDigest(withSchema({ type: 'object' })), schemaDigest(known))
  const ofZod = (type: z.ZodType): string => schemaDigest(withSchema(z.object({ id: type })))
  assert.equal(ofZod(z.int()), ofZod(z.int()))
  assert.notEqual(ofZod(z.int()), ofZod(z.string()))
})
