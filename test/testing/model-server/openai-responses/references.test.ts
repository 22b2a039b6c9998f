import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createOpenAI } from '@ai-sdk/openai'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { createAgent } from '../../../../src/agent/agent.ts'
import { aiSdk } from '../../../../src/ai-sdk.ts'
import { tool } from '../../../../src/call/tool.ts'
import { createEngine } from '../../../../src/turn/engine.ts'
import { withServer } from '../harness.ts'

const path = '/v1/responses'
const reply = { thinking: 'Let me see.', calls: [{ name: 'f', input: { n: 1 } }] }
const script = [reply, reply, { text: 'All is well.' }]
const user = { role: 'user', content: 'Hello?' }

interface Item {
  readonly type: string
  readonly id: string
  readonly call_id?: string
}

const outputIn = (answer: unknown): Item[] => (answer as { output: Item[] }).output
const named = (id: string): object => ({ type: 'item_reference', id })
const answerTo = ({ call_id }: Item): object => ({
  type: 'function_call_output',
  call_id,
  output: 'fine',
})

describe('the model server, of items that a request names by their ids,', () => {
  it('takes those of its own responses, for what they are', async () => {
    await withServer({ script }, async ({ server, post }) => {
      const [thought, call] = outputIn((await post(path, { model: 'm', input: [user] })).body) as [
        Item,
        Item,
      ]
      const input = [user, named(thought.id), named(call.id), answerTo(call)]
      const { status, body } = await post(path, { model: 'm', input })
      assert.equal(status, 200, JSON.stringify(body))
      assert.deepEqual(
        server.requests.map(({ turn }) => turn),
        [0, 1],
      )
      assert.deepEqual(server.requests[1]?.body['input'], input)
      const unanswered = await post(path, { model: 'm', input: [user, named(call.id)] })
      assert.match(JSON.stringify(unanswered.body), /No tool output found for function call/)
    })
  })

  it('refuses those that nobody has, and all where nothing is stored', async () => {
    await withServer({ script }, async ({ post }) => {
      const kept = outputIn((await post(path, { model: 'm', input: [user] })).body)
      const unkept = outputIn((await post(path, { model: 'm', store: false, input: [user] })).body)
      for (const [store, { id }] of [
        [true, { id: 'rs_99_0' }],
        [true, unkept[0] as Item],
        [false, kept[1] as Item],
      ] as const) {
        const { status, body } = await post(path, { model: 'm', store, input: [user, named(id)] })
        assert.equal(status, 404)
        assert.match(JSON.stringify(body), new RegExp(`Item with id '${id}' not found`))
      }
    })
  })

  for (const stream of [true, false])
    it(`goes through an agent’s run with the AI SDK’s provider, which names them (${stream})`, async () => {
      await withServer({ script }, async ({ server }) => {
        const provider = createOpenAI({ apiKey: 'none', baseURL: server.openaiBaseURL })
        const model = aiSdk.model(provider.responses('gpt-5') as LanguageModelV4, { stream })
        const engine = createEngine({ tools: [tool({ name: 'f', execute: () => 'fine' })] })
        const { text, turns } = await createAgent({ engine, model }).run('Well?').result
        assert.equal(text, 'All is well.')
        assert.equal(turns.length, 2)
        assert.deepEqual(
          server.requests.map(({ turn }) => turn),
          [0, 1, 2],
        )
        assert.match(JSON.stringify(server.requests[2]?.body), /"item_reference"/)
      })
    })
})
