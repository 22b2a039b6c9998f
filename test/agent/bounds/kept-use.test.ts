import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { anthropic } from '../../../src/anthropic.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { createModelServer, type Script } from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const broken = { text: 'hello there', calls: [{ name: 'look' }], break: { call: 0 }, times: 60 }

for (const [where, script] of [
  ['before the first message', [broken]],
  ['after a message', [{ calls: [{ name: 'look' }] }, broken]],
] satisfies [string, Script][])
  test(`what broken streams took counts where the run is taken up (${where})`, async (context) => {
    const server = await createModelServer({ script })
    context.after(() => server.close())
    const send = (body: object) =>
      fetch(`${server.anthropicBaseURL}/v1/messages`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
    const journal = memoryJournal()
    const look = tool({ name: 'look', reads: [], execute: () => 1 }) as AnyTool
    const attempt = () =>
      createAgent({
        engine: createEngine({ tools: [look], journal }),
        model: anthropic.model(send, { model: 'x', max_tokens: 10 }),
        maxTokens: 1_000,
        streamRetries: 0,
      }).run('x'.repeat(120), { id: 'r' }).result
    const first = await attempt()
    assert.equal(first.outcome, 'broken')
    const second = await attempt()
    assert.equal(second.stats.requests, server.requests.length)
    assert.ok(second.stats.inputTokens > first.stats.inputTokens)
    assert.equal(second.stats.calls, first.stats.calls)
    let last = second
    for (let again = 0; again < 30 && last.outcome === 'broken'; again += 1) last = await attempt()
    assert.equal(last.outcome, 'budget')
    assert.equal(last.stats.requests, server.requests.length)
    const asked = server.requests.length
    assert.equal((await attempt()).outcome, 'budget')
    assert.equal(server.requests.length, asked)
  })
