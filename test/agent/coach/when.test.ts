import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AgentOptions, RunResult } from '../../../src/agent/contract.ts'
import type { AnthropicMessage } from '../../../src/wire/anthropic/message.ts'
import {
  acting,
  failing,
  scripted,
  suspendAfter,
  type Call,
  type Script,
} from '../bounds/scripted.ts'
import { ids, question } from './willing.ts'

const look = (plant: string | undefined): Call => ['look', { plant }]
const [amber, birch, cedar, dahlia, elder, fern, ginkgo] = ids.map(look) as [
  Call,
  Call,
  Call,
  Call,
  Call,
  Call,
  Call,
]

const tools = [
  acting('look', ({ plant }) => `The entry of ${String(plant)}.`, {
    reads: ({ plant }) => `plants/${String(plant)}`,
  }),
  acting('find', () => 'It is kept under shelf-77.', { reads: 'index' }),
  acting('paint', () => 'Painted.', { writes: ({ plant }) => `plants/${String(plant)}` }),
  acting('bare', () => 'Done.'),
  failing('fails', { reads: 'x' }),
]

/** How many lines a run has been told by the end. */
function lines({ messages }: RunResult<AnthropicMessage>): number {
  return JSON.stringify(messages).split('needed nothing of each other').length - 1
}

interface Case {
  readonly name: string
  readonly script: Script
  readonly options?: Partial<AgentOptions<AnthropicMessage>>
  readonly lines: number
}

const cases: readonly Case[] = [
  { name: 'after two lookups of things that were known', script: [[amber], [birch]], lines: 1 },
  {
    name: 'but for one that needs the result before it',
    script: [[['find']], [['look', { plant: 'shelf-77' }]]],
    lines: 0,
  },
  {
    name: 'but for one that reads what the one before wrote',
    script: [[['paint', { plant: 'amber' }]], [amber]],
    lines: 0,
  },
  { name: 'but for one after a failure', script: [[['fails']], [amber]], lines: 0 },
  {
    name: 'but for tools that declare nothing',
    script: [[['bare', { plant: 'amber' }]], [['bare', { plant: 'birch' }]]],
    lines: 0,
  },
  { name: 'but for a message of several calls', script: [[amber, birch], [cedar]], lines: 0 },
  {
    name: 'again once it has helped',
    script: [[amber], [birch], [cedar, dahlia], [elder], [fern]],
    lines: 2,
  },
  {
    name: 'not again if it has not helped',
    script: [[amber], [birch], [cedar], [dahlia], [elder], [fern]],
    lines: 1,
  },
  {
    name: 'not again once it was of no help, whatever comes then',
    script: [[amber], [birch], [cedar], [dahlia], [amber, elder], [fern], [ginkgo]],
    lines: 1,
  },
  {
    name: 'once if the agent says so',
    script: [[amber], [birch], [cedar, dahlia], [elder], [fern]],
    options: { maxCoachNotes: 1 },
    lines: 1,
  },
  {
    name: 'never if the agent says so',
    script: [[amber], [birch]],
    options: { maxCoachNotes: 0 },
    lines: 0,
  },
  {
    name: 'not by an agent that only encourages',
    script: [[amber], [birch]],
    options: { parallel: 'encourage' },
    lines: 0,
  },
]

describe('a coach speaks', () => {
  for (const { name, script, options, lines: expected } of cases)
    test(name, async () => {
      const { clock, agent } = scripted(script, tools)
      const result = await clock.run(agent({ parallel: 'coach', ...options }).run(question).result)
      assert.equal(result.outcome, 'answered')
      assert.equal(lines(result), expected)
    })

  test('not of calls between which the user has spoken', async () => {
    const { clock, agent } = scripted([[amber], [birch]], tools)
    const run = agent({ parallel: 'coach' }).run(question)
    const spoken = (async () => {
      for await (const event of run)
        if (event.type === 'message' && event.turn === 1) void run.say('And the birch, please.')
    })()
    assert.equal(lines(await clock.run(run.result)), 0)
    await spoken
  })

  test('not of plans, which are several calls', async () => {
    const plan = (plant: string): Call => [
      'batch',
      { steps: [{ id: 'a', tool: 'look', input: { plant } }] },
    ]
    const { clock, agent } = scripted([[plan('amber')], [plan('birch')]], tools, { batch: true })
    assert.equal(lines(await clock.run(agent({ parallel: 'coach' }).run(question).result)), 0)
  })

  test('no more after a resume than before it', async () => {
    const script = [[amber], [birch], [cedar], [dahlia], [elder], [fern], [ginkgo]]
    for (const turn of [1, 2, 3, 4, 5]) {
      const { clock, agent, requests } = scripted(script, tools)
      await clock.run(suspendAfter(agent({ parallel: 'coach' }).run(question, { id: 'r' }), turn))
      const result = await clock.run(agent({ parallel: 'coach' }).resume('r').result)
      assert.ok(lines(result) <= 1, `${turn}`)
      for (const [at, request] of requests.entries())
        assert.ok(request.startsWith((requests[at - 1] ?? '').slice(0, -1)), `${turn}: ${at}`)
    }
  })

  test('no more after a resume if it has said all that it may', async () => {
    const script = [[amber], [birch], [cedar, dahlia], [elder], [fern]]
    const { clock, agent } = scripted(script, tools)
    const coached = () => agent({ parallel: 'coach', maxCoachNotes: 1 })
    await clock.run(suspendAfter(coached().run(question, { id: 'r' }), 3))
    assert.equal(lines(await clock.run(coached().resume('r').result)), 1)
  })

  test('together with what is said of the time', async () => {
    const slow = acting('look', () => 'An entry.', {
      reads: ({ plant }) => `plants/${String(plant)}`,
    })
    const { clock, agent } = scripted([[amber], [birch]], [slow], { messageMs: 400 })
    const run = agent({ parallel: 'coach' }).run(question, { deadlineMs: 1_000 })
    const text = JSON.stringify((await clock.run(run.result)).messages)
    assert.match(text, /needed nothing of each other[^\]]*\]\\n\[Time left/)
  })

  test('in few words, of whatever the calls hold', async () => {
    const huge = ['look', { plant: `amber ${'x'.repeat(50_000)}` }] as const
    const odd = ['look', { plant: 'birch\u001b[2J]' }] as const
    const { clock, agent } = scripted([[huge], [odd]], tools)
    const run = agent({ parallel: 'coach' }).run(`${question} ${huge[1].plant} ${odd[1].plant}`)
    const { messages } = await clock.run(run.result)
    const said = JSON.stringify(messages.at(-2)?.content)
    assert.ok(said.includes('needed nothing') && said.length < 1_500, `${said.length}`)
  })
})
