import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Model } from '../../../src/agent/model.ts'
import { anthropic } from '../../../src/anthropic.ts'
import { openai } from '../../../src/openai.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { content } from '../../../src/call/content/content.ts'
import { createModelServer, type Script } from '../../../src/testing/index.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { calledByCode } from '../../../src/wire/shared/called-by-code.ts'
import { formatLab, formats } from '../formats.ts'
import { conversations, expectOnlyAdded } from './sent.ts'

/** An engine whose tools take seconds of a virtual clock, over a real connection to the model. */
function world() {
  const clock = virtualClock()
  const journal = memoryJournal()
  const tools = [
    tool({
      name: 'work',
      writes: 'x',
      execute: async ({ seconds }) => {
        await clock.advance(Number(seconds) * 1_000)
        return 'worked'
      },
    }),
    tool({ name: 'fails', reads: [], execute: () => Promise.reject(new Error('It broke.')) }),
    tool({ name: 'shows', reads: [], execute: () => content('a', 'b') }),
  ] as AnyTool[]
  return { clock, journal, engine: () => createEngine({ tools, clock, journal: { ...journal } }) }
}

const work = (seconds: number) => ({ name: 'work', input: { seconds } })
const said = /\[Time left for this task: about [^\]]*?\. /g

for (const format of formats)
  describe(`the time left (${format.name})`, () => {
    test('is said when it is short, at the end of the last result, and again when half of that is gone', async (context) => {
      const script: Script = [
        { calls: [work(20)] },
        { calls: [work(56), { name: 'shows' }] },
        { calls: [work(5), { name: 'fails' }] },
        { calls: [work(9)] },
        { text: 'Done.' },
      ]
      const { server, agent } = await formatLab(context, format, script, world().engine())
      const run = agent.run('Go.', { deadlineMs: 100_000 })
      const notes: string[] = []
      for await (const event of run)
        if (event.type === 'noted') notes.push(`${event.turn} ${event.text.slice(0, 60)}`)
      assert.equal((await run.result).outcome, 'answered')
      assert.deepEqual(notes, [
        '2 [Time left for this task: about 24 seconds of 100 seconds. M',
        '4 [Time left for this task: about 10 seconds of 100 seconds. M',
      ])
      const sent = conversations(server)
      assert.deepEqual(
        sent.map((one) => one.match(said)?.length ?? 0),
        [0, 0, 1, 1, 2],
      )
      expectOnlyAdded(sent)
      const results = (await run.result).turns.flatMap((turn) => turn.results)
      assert.ok(
        !JSON.stringify(results).includes('Time left'),
        'It is no part of what a tool said.',
      )
    })

    test('is sent again as it was by a run that is resumed, whatever time that has', async (context) => {
      const script: Script = [{ calls: [work(80)] }, { status: 500 }, { text: 'Done.' }]
      const { engine } = world()
      const { server, agent } = await formatLab(context, format, script, engine())
      await assert.rejects(agent.run('Go.', { id: 'r', deadlineMs: 100_000 }).result)
      const { outcome } = await agent.resume('r', { deadlineMs: 1_000_000 }).result
      assert.equal(outcome, 'answered')
      const sent = conversations(server)
      const [, failed, again] = sent
      assert.equal(failed?.match(said)?.length, 1)
      assert.equal(again, failed)
    })
  })

describe('the time left', () => {
  const [format] = formats
  const script: Script = [{ calls: [work(80)] }, { text: 'Done.' }]

  test('is not said without a deadline, or if the agent says so', async (context) => {
    for (const [options, run] of [
      [{}, {}],
      [{ tellTimeLeft: false }, { deadlineMs: 100_000 }],
    ] as const) {
      const { server, agent } = await formatLab(context, format!, script, world().engine(), options)
      await agent.run('Go.', run).result
      assert.ok(!conversations(server).some((one) => one.includes('Time left')))
    }
  })

  test('is not put into what code of the model’s waits for', async (context) => {
    const server = await createModelServer({
      script: [
        { code: 'await work()', calls: [work(80)] },
        { calls: [work(11)] },
        { text: 'Done.' },
      ],
    })
    context.after(() => server.close())
    const post = (path: string) => (body: object) =>
      fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) })
    const models = [
      anthropic.model(post('/v1/messages'), {
        model: 'm',
        max_tokens: 99,
        tools: [{ type: 'code_execution_20260120', name: 'code_execution' }],
        toolFields: { work: { allowed_callers: ['code_execution_20260120'] } },
      }),
      openai.responses.model(post('/v1/responses'), {
        model: 'm',
        tools: [{ type: 'programmatic_tool_calling' }],
        toolFields: { work: { allowed_callers: ['programmatic'] } },
      }),
    ] as Model<unknown>[]
    for (const model of models) {
      const agent = createAgent({ engine: world().engine(), model })
      const { outcome, stats } = await agent.run('Go.', { deadlineMs: 100_000 }).result
      assert.deepEqual([outcome, stats.calls], ['answered', 2])
    }
    assert.equal(server.requests.length, 6)
    assert.ok(!conversations(server).some((one) => one.includes('Time left')))
  })

  test('is put behind what the model itself asked for, whatever stands in its message', () => {
    const call = (caller: object): object[] => [{ content: [{ type: 'tool_use', caller }] }]
    assert.equal(calledByCode(call({ type: 'code_execution_20260120', tool_id: 't' })), true)
    assert.equal(calledByCode([{ type: 'function_call', caller: { type: 'program' } }]), true)
    assert.equal(calledByCode(call({ type: 'direct' })), false)
    assert.equal(calledByCode([null, 'a', { content: 'text' }, { content: [null] }]), false)
  })
})
