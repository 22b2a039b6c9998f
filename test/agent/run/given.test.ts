import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { scriptedModel } from '../../../src/testing/scripted-model.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import type { ChatMessage } from '../../../src/wire/openai-chat/message.ts'

describe('what a run is given', () => {
  for (const journal of [undefined, memoryJournal()])
    test(`is what it was at the call, whatever is added to it (${journal ? 'with' : 'without'} a journal)`, async () => {
      const model = scriptedModel({ script: [{ text: 'Hi.' }] })
      const engine = createEngine({ tools: [], ...(journal && { journal }) })
      const agent = createAgent({ engine, model })
      const given: ChatMessage[] = [{ role: 'user', content: 'One?' }]
      const runs = [agent.run(given, { id: 'r' }), agent.run(given, { id: 'r' })]
      given.push({ role: 'user', content: 'Two?' })
      for (const { result } of runs) assert.equal((await result).outcome, 'answered')
      for (const { body } of model.requests)
        assert.deepEqual((body as { messages: unknown[] }).messages, given.slice(0, 1))
    })

  test('is so of results from outside, too', async () => {
    const script = [{ calls: [{ id: 'a', name: 'ask' }] }, { text: 'Hi.' }]
    const model = scriptedModel({ script })
    const tools = [tool({ name: 'ask', runsIn: 'outside' }) as AnyTool]
    const agent = createAgent({ engine: createEngine({ tools, journal: memoryJournal() }), model })
    await agent.run('Go.', { id: 'r' }).result
    const output = { color: 'blue' }
    const run = agent.resume('r', { results: [{ callId: 'a', output }] })
    output.color = 'red'
    assert.match(JSON.stringify((await run.result).messages), /blue/)
  })
})
