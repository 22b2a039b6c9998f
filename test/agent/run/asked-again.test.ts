import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent, AgentOptions, RunResult } from '../../../src/agent/contract.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { scriptedModel } from '../../../src/testing/scripted-model.ts'
import type { Script } from '../../../src/testing/model-server/script.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import type { ChatMessage } from '../../../src/wire/openai-chat/message.ts'

interface Lab {
  readonly agent: Agent<ChatMessage>
  /** Which calls ran. */
  readonly ran: string[]
  readonly requests: readonly unknown[]
}

function lab(script: Script, options: Partial<AgentOptions<ChatMessage>> = {}): Lab {
  const ran: string[] = []
  const acting = (name: string, act: () => unknown, effects: object): AnyTool =>
    tool({
      name,
      ...effects,
      execute: () => {
        ran.push(name)
        return act()
      },
    }) as AnyTool
  const fail = (): never => {
    throw new Error('It cannot.')
  }
  const tools = [
    acting('pay', () => 'paid', { writes: 'account' }),
    acting('look', () => 'seen', { reads: 'shop' }),
    acting('fail_to_pay', fail, { writes: 'account' }),
    acting('fail_to_look', fail, { reads: 'shop' }),
  ]
  const engine = createEngine({ tools, journal: memoryJournal() })
  const model = scriptedModel({ script })
  return { agent: createAgent({ engine, model, ...options }), ran, requests: model.requests }
}

const toPay = { calls: [{ name: 'pay' }, { name: 'look' }] }

/** Every call of a conversation has its result: whoever goes on with it runs none of them again. */
function assertAnswered({ messages }: RunResult<ChatMessage>): void {
  const asked = messages.flatMap((one) => (one.role === 'assistant' ? (one.tool_calls ?? []) : []))
  const answered = messages.flatMap((one) => (one.role === 'tool' ? [one.tool_call_id] : []))
  assert.ok(asked.length > 0)
  assert.deepEqual(
    answered,
    asked.map(({ id }) => id),
  )
}

describe('a run that has ended, asked for again', () => {
  for (const [outcome, first, options] of [
    [
      'all-failed',
      { calls: [{ name: 'fail_to_pay' }, { name: 'fail_to_look' }] },
      { whenAllFail: 'stop' },
    ],
    ['refusal', { ...toPay, stop: 'refusal' }, {}],
  ] as const)
    test(`as ${outcome} has a result for each call, and nothing starts`, async () => {
      const { agent, ran, requests } = lab([first, { text: 'Done.' }], options)
      const before = await agent.run('Pay.', { id: 'r' }).result
      assert.equal(before.outcome, outcome)
      assertAnswered(before)
      const ranBefore = ran.length
      const again = await agent.run('Pay.', { id: 'r' }).result
      assert.deepEqual([again.outcome, again.turns.length], [outcome, 1])
      assertAnswered(again)
      assert.deepEqual(again.messages.slice(0, 3), before.messages.slice(0, 3))
      assert.deepEqual([ran.length, requests.length], [ranBefore, 1])
      assert.equal((await agent.run(again.messages).result).outcome, 'answered')
      assert.equal(ran.length, ranBefore)
    })

  test('of calls that its conversation was handed over with, has a result for each', async () => {
    const { agent, ran } = lab([{ text: 'Done.' }], { whenAllFail: 'stop' })
    const call = (name: string) => ({
      id: name,
      type: 'function' as const,
      function: { name, arguments: '{}' },
    })
    const handedOver: ChatMessage[] = [
      { role: 'user', content: 'Pay.' },
      { role: 'assistant', content: null, tool_calls: ['fail_to_pay', 'fail_to_look'].map(call) },
    ]
    for (const _ of ['first', 'again']) {
      const result = await agent.run(handedOver, { id: 'r' }).result
      assert.equal(result.outcome, 'all-failed')
      assertAnswered(result)
      assert.equal(ran.length, 2)
    }
  })
})

describe('a run that is taken up and stopped at once', () => {
  const stops = {
    cancelled: (agent: Agent<ChatMessage>) => agent.resume('r', { signal: AbortSignal.abort() }),
    suspended: (agent: Agent<ChatMessage>) => {
      const run = agent.resume('r')
      run.suspend()
      return run
    },
  }
  for (const [outcome, stopped] of Object.entries(stops))
    test(`is ${outcome}, and has a result for each call`, async () => {
      const { agent, ran, requests } = lab([toPay, { status: 500 }])
      await assert.rejects(agent.run('Pay.', { id: 'r' }).result)
      const result = await stopped(agent).result
      assert.equal(result.outcome, outcome)
      assertAnswered(result)
      assert.match(JSON.stringify(result.messages), /"paid"/)
      await agent
        .run([...result.messages, { role: 'user', content: 'Did you?' }])
        .result.catch(() => {})
      assert.deepEqual(ran.filter((name) => name === 'pay').length, 1)
      assert.equal(requests.length, 3)
    })
})
