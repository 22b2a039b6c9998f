import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent, createEngine, RunError, tool, UsageError } from '../../src/index.ts'
import { memoryJournal } from '../../src/index.ts'
import {
  scriptedModel,
  sleep,
  virtualClock,
  type ScriptedModelOptions,
  type VirtualClock,
} from '../../src/testing/index.ts'

function lookup(name: string, ms: number, clock: VirtualClock) {
  return tool({
    name,
    reads: name,
    execute: async (_, { signal }) => {
      await sleep(clock, ms, signal)
      return name
    },
  })
}

/** An agent in virtual time, with three lookups. */
function inVirtualTime(options: Omit<ScriptedModelOptions, 'clock'>) {
  const clock = virtualClock()
  const model = scriptedModel({ ...options, clock })
  const tools = [lookup('a', 400, clock), lookup('b', 500, clock), lookup('c', 600, clock)]
  const agent = createAgent({ engine: createEngine({ tools, clock }), model })
  return { clock, model, agent, run: () => clock.run(agent.run('go').result) }
}

const three = { calls: ['a', 'b', 'c'].map((name) => ({ name })) }

describe('scriptedModel', () => {
  test('a whole run passes in virtual time: three lookups take as long as the longest', async () => {
    const { clock, model, run } = inVirtualTime({ script: [three, { text: 'Done.' }] })
    const { text, outcome, turns, stats } = await run()
    assert.equal(text, 'Done.')
    assert.equal(outcome, 'answered')
    assert.deepEqual(
      turns[0]?.results.map(({ value }) => value),
      ['a', 'b', 'c'],
    )
    assert.equal(clock.now(), 600)
    assert.equal(stats.toolMs, 1_500)
    assert.equal(clock.pendingTimers, 0)
    assert.deepEqual(
      model.requests.map(({ turn, status, receivedAtMs, respondedAtMs }) => [
        turn,
        status,
        receivedAtMs,
        respondedAtMs,
      ]),
      [
        [0, 200, 0, 0],
        [1, 200, 600, 600],
      ],
    )
    assert.match(JSON.stringify(model.requests[1]?.body), /"role":"tool","tool_call_id":/)
  })

  test('speaks at its pace: what reads starts before the message has ended', async () => {
    const longestFirst = { calls: ['c', 'b', 'a'].map((name) => ({ name })) }
    const { clock, model, run } = inVirtualTime({
      script: [longestFirst, { text: 'Done.' }],
      pace: { firstTokenMs: 100, blockMs: 200 },
    })
    await run()
    const [first, second] = model.requests
    assert.deepEqual(first?.blockEndedAtMs, [300, 500, 700])
    assert.equal(first.respondedAtMs, 700)
    // `a` comes last, and takes 400 ms; had `c` waited for the end of the message, it would be 1,300.
    assert.equal(second?.receivedAtMs, 1_100)
    assert.equal(clock.now(), 1_400)
  })

  test('a stream that breaks off is asked for again, as from a provider', async () => {
    const { model, run } = inVirtualTime({
      script: [{ ...three, break: { call: 1 } }, three, { text: 'Done.' }],
    })
    const { outcome, turns } = await run()
    assert.equal(outcome, 'answered')
    assert.equal(turns.at(-1)?.results.length, 3)
    assert.equal(model.requests.length, 3)
    assert.equal(model.requests[0]?.respondedAtMs, undefined)
  })

  test('an error status ends the run, with what the provider said', async () => {
    const { run } = inVirtualTime({ script: [{ status: 429, message: 'Slow down.' }] })
    await assert.rejects(run(), (error) => {
      assert.ok(error instanceof RunError)
      assert.match(error.message, /429.*Slow down\./)
      return true
    })
  })

  test('silence ends with the run that is cancelled', async () => {
    for (const turn of [{ hang: true }, { ...three, break: { call: 0, how: 'hang' } }] as const) {
      const { clock, agent } = inVirtualTime({ script: [turn] })
      const controller = new AbortController()
      const { result } = agent.run('go', { signal: controller.signal })
      clock.setTimer(() => controller.abort(), 1_000, undefined)
      assert.equal((await clock.run(result)).outcome, 'cancelled')
      assert.equal(clock.now(), 1_000)
      assert.equal(clock.pendingTimers, 0)
    }
  })

  test('a request that OpenAI would refuse is refused, and a script that has run out says so', async () => {
    const { agent, clock } = inVirtualTime({ script: [three] })
    const orphan = [
      { role: 'user', content: 'go' },
      { role: 'tool', tool_call_id: 'x', content: '' },
    ]
    await assert.rejects(clock.run(agent.run(orphan as never).result), RunError)
    await assert.rejects(clock.run(agent.run('go').result), /The script has run out/)
  })

  test('conversations under way at once each have their place in the script', async () => {
    const { agent, clock } = inVirtualTime({ script: [three, { text: 'Done.' }] })
    const runs = Promise.all(['x', 'y', 'z'].map((prompt) => agent.run(prompt).result))
    assert.deepEqual(
      (await clock.run(runs)).map(({ text }) => text),
      ['Done.', 'Done.', 'Done.'],
    )
    assert.equal(clock.now(), 600)
  })

  test('by the system clock, with a journal, without any option but the script', async () => {
    const model = scriptedModel({ script: [{ calls: [{ name: 'a' }] }, { text: 'Done.' }] })
    const a = tool({ name: 'a', reads: 'a', execute: () => 1 })
    const engine = createEngine({ tools: [a], journal: memoryJournal() })
    assert.equal((await createAgent({ engine, model }).run('go').result).text, 'Done.')
  })

  test('says which option is wrong', () => {
    assert.throws(() => scriptedModel({ script: [{ txt: 'x' }] } as never), UsageError)
    assert.throws(() => scriptedModel({ script: [], pase: {} } as never), /pace/)
    assert.throws(() => scriptedModel(undefined as never), UsageError)
  })
})
