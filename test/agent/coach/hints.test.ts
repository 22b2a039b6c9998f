import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { formatLab, formats } from '../formats.ts'
import { lookups, question, tools, type Willing } from './willing.ts'

/** Makes all its calls at once if a tool says that it may. */
const told: Willing = ({ request }) => (request.includes('may stand in one message') ? 10 : 1)

for (const format of formats)
  describe(`hints in the descriptions of tools (${format.name})`, () => {
    test('turn ten messages into one, of a model that goes by them', async (context) => {
      for (const parallelHints of [true, false]) {
        const engine = createEngine({ tools: tools() })
        const script = lookups(told)
        const { agent } = await formatLab(context, format, script, engine, { parallelHints })
        const { turns, outcome } = await agent.run(question).result
        assert.deepEqual([outcome, turns.length], ['answered', parallelHints ? 1 : 10])
      }
    })
  })

describe('hints in the descriptions of tools', () => {
  const [format] = formats
  const writes = tool({ name: 'write', description: 'Writes.', writes: 'x', execute: () => 1 })
  const bare = tool({ name: 'bare', reads: [], execute: () => 1 })
  const engine = createEngine({ tools: [...tools(), writes, bare] as AnyTool[] })

  test('stand with those that only read, and only in requests', async (context) => {
    const { server, agent } = await formatLab(context, format!, [{ text: 'Hi.' }], engine, {
      parallelHints: true,
    })
    await agent.run('Hello.').result
    const [request] = server.requests
    const sent = (request?.body ?? {}) as {
      tools?: { name: string; description?: string }[]
    }
    const hint = 'Several calls of it may stand in one message.'
    assert.deepEqual(
      sent.tools?.map(({ name, description }) => `${name}: ${description}`),
      [`look_up: Looks up a plant. ${hint}`, 'write: Writes.', `bare: ${hint}`],
    )
    assert.equal(engine.tools.get('look_up')?.description, 'Looks up a plant.')
  })

  test('are refused where calls come one by one', () => {
    const model = { name: 'm', codec: {}, send: () => Promise.resolve({}) } as never
    assert.throws(
      () => createAgent({ engine, model, parallelHints: true, parallel: 'forbid' }),
      /Expected no `parallelHints` beside `parallel: 'forbid'`/,
    )
  })
})
