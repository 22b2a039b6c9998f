import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { inspect } from 'node:util'
import type { RunResult } from '../../../src/agent/contract.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import type { ScriptedCall } from '../../../src/testing/index.ts'
import { agentLab, providers, type AgentLab, type Provider } from '../lab.ts'

const orders = ['A1B2C3', 'D4E5F6', 'G7H8I9']
const question = `What do ${orders.join(', ')} cost?`
const look = (id: string): { calls: ScriptedCall[] } => ({
  calls: [{ name: 'get_order', input: { id } }],
})
const oneByOne = [...orders.map(look), { text: 'Not much.' }]

const declared = tool({
  name: 'get_order',
  reads: ({ id }: Record<string, unknown>) => `order/${String(id)}`,
  execute: ({ id }: Record<string, unknown>) => ({
    order: id,
    paid: 'yes, in full',
    next: 'W77123',
  }),
}) as AnyTool
const undeclared = tool({
  name: 'get_order',
  execute: () => 'It is paid, and on its way.',
}) as AnyTool

function lab(
  context: TestContext,
  provider: Provider,
  tools: readonly AnyTool[] = [declared],
  script: Parameters<typeof agentLab>[2] = oneByOne,
): Promise<AgentLab> {
  return agentLab(context, provider, script, tools, { engineOptions: { journal: memoryJournal() } })
}

for (const provider of providers)
  describe(`result.missed (${provider})`, () => {
    test('counts what the model made one by one though it knew all before', async (context) => {
      const { agent } = await lab(context, provider)
      const result = await agent.run(question).result
      const { turns, requests, ms, inputTokens, atMost } = result.missed
      assert.deepEqual([turns, requests], [2, 2])
      assert.ok(ms > 0 && ms < result.stats.wallMs, `${ms} of ${result.stats.wallMs} ms`)
      assert.ok(inputTokens > 0 && inputTokens < result.stats.inputTokens)
      assert.equal(atMost.turns, 2)
      assert.equal(result.missed, result.missed)
    })

    test('counts nothing of what came from a result, and not for sure what nobody declared', async (context) => {
      const needed = await lab(
        context,
        provider,
        [declared],
        [look('A1B2C3'), look('W77123'), { text: 'Done.' }],
      )
      const { missed } = await needed.agent.run(question).result
      assert.deepEqual([missed.turns, missed.atMost.turns], [0, 0])
      const { agent } = await lab(context, provider, [undeclared])
      const unsure = (await agent.run(question).result).missed
      assert.deepEqual([unsure.turns, unsure.atMost.turns], [0, 2])
    })

    test('covers the turns of the result: of a run that goes on, those since', async (context) => {
      const { agent } = await lab(context, provider)
      const run = agent.run(question, { id: 'r' })
      for await (const event of run)
        if (event.type === 'turn' && event.event.type === 'turn.settled') break
      run.suspend()
      const first = await run.result
      assert.equal(first.outcome, 'suspended')
      const done = await agent.resume('r').result
      assert.equal(done.outcome, 'answered')
      assert.equal(done.missed.turns, done.turns.length - 1)
      assert.ok(done.turns.length >= 2)
    })

    test('is the same for all who wait for the run', async (context) => {
      const { agent } = await lab(context, provider)
      const runs = [agent.run(question, { id: 'r' }), agent.run(question, { id: 'r' })]
      const results = await Promise.all(runs.map(({ result }) => result))
      assert.deepEqual(
        results.map(({ missed }) => missed.turns),
        [2, 2],
      )
    })
  })

test('result.missed does not show in copies, JSON and comparisons, nor do its sources', async (context) => {
  const { agent } = await lab(context, 'anthropic')
  const result: RunResult<unknown> = await agent.run(question).result
  const names = ['text', 'outcome', 'pending', 'messages', 'turns', 'stats', 'warnings']
  assert.deepEqual(Object.keys(result), names)
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(result)) as object), names)
  assert.deepEqual({ ...result }, result)
  assert.deepEqual(structuredClone({ ...result, turns: [] }), { ...result, turns: [] })
  assert.ok(!inspect(result).includes('missed'))
  assert.equal(result.missed.turns, 2)
})

test('what was said into a run parts its turns', async (context) => {
  const { agent } = await lab(context, 'anthropic')
  const run = agent.run(question)
  let said = false
  for await (const event of run)
    if (!said && event.type === 'turn' && event.event.type === 'call.started') {
      said = true
      await run.say('Hurry.')
    }
  const { missed } = await run.result
  assert.ok(missed.turns < 2, `${missed.turns}`)
})
