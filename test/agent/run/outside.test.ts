import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { UsageError } from '../../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { formatLab, formats } from '../formats.ts'

const script = [
  {
    text: 'Let me see.',
    calls: [{ name: 'ask', input: { question: 'Which?' } }, { name: 'charge' }, { name: 'ask' }],
  },
  { text: 'Done.' },
]

/** A tool that is run here, and one that is not. */
function world(journal?: Journal) {
  const log: string[] = []
  const charge = tool({ name: 'charge', writes: 'account', execute: () => log.push('charge') })
  const schema = { type: 'object', properties: { question: { type: 'string' } } } as const
  const ask = tool({ name: 'ask', inputSchema: schema })
  const tools = [charge, ask] as AnyTool[]
  return { log, engine: createEngine({ tools, ...(journal && { journal }) }) }
}

/** What the model is told of a text. */
function count(body: unknown, text: string): number {
  return JSON.stringify(body).split(text).length - 1
}

for (const format of formats)
  describe(`a run whose calls wait for results from outside (${format.name})`, () => {
    test('ends waiting, and goes on from its messages without a journal; nothing runs twice', async (context) => {
      const { log, engine } = world()
      const { server, agent } = await formatLab(context, format, script, engine)
      const first = await agent.run('Go.').result
      assert.equal(first.outcome, 'waiting')
      const [q, r] = first.pending
      assert.deepEqual([q?.name, q?.input, r?.input], ['ask', { question: 'Which?' }, {}])
      assert.equal(server.requests.length, 1)
      const results = [
        { callId: r!.id, error: 'The user does not know.' },
        { callId: q!.id, output: 'the blue one' },
      ]
      // Another process has the messages only as JSON.
      const messages = JSON.parse(JSON.stringify(first.messages)) as unknown[]
      const next = world()
      const lab = await formatLab(context, format, script, next.engine)
      const last = await lab.agent.run(messages, { results }).result
      assert.deepEqual([last.outcome, last.text, last.pending], ['answered', 'Done.', []])
      assert.deepEqual([log, next.log], [['charge'], []])
      const [{ body } = { body: {} }] = lab.server.requests
      assert.equal(count(body, 'the blue one'), 1)
      assert.equal(count(body, 'The user does not know.'), 1)
      // What was given, and what had run, stand in call order.
      const at = JSON.stringify(body).indexOf('the blue one')
      assert.ok(at < JSON.stringify(body).indexOf('The user does not know.'))
    })

    test('goes on with a journal in another process, all at once or one after the other', async (context) => {
      const journal = memoryJournal()
      const first = world({ ...journal })
      const one = await formatLab(context, format, script, first.engine)
      const waiting = await one.agent.run('Go.', { id: 'r' }).result
      const [q, r] = waiting.pending
      assert.deepEqual(
        [waiting.outcome, (await journal.runs())[0]?.endedAtMs],
        ['waiting', undefined],
      )

      const second = world({ ...journal })
      const two = await formatLab(context, format, script, second.engine)
      const still = await two.agent.resume('r').result
      assert.deepEqual([still.outcome, still.pending], ['waiting', waiting.pending])
      const half = await two.agent.run('Go.', {
        id: 'r',
        results: [{ callId: r!.id, output: 'the second' }],
      }).result
      assert.deepEqual([half.outcome, half.pending], ['waiting', [q]])
      assert.equal(two.server.requests.length, 0)

      const third = world({ ...journal })
      const three = await formatLab(context, format, script, third.engine)
      const results = [{ callId: q!.id, output: 'the first' }]
      const last = await three.agent.resume('r', { results }).result
      assert.deepEqual([last.outcome, last.text], ['answered', 'Done.'])
      const [{ body } = { body: {} }] = three.server.requests
      assert.deepEqual([count(body, 'the first'), count(body, 'the second')], [1, 1])
      assert.deepEqual([first.log, second.log, third.log], [['charge'], [], []])
      assert.equal((await journal.runs())[0]?.outcome, 'answered')
    })
  })

describe('results of calls that wait', () => {
  /** A run that waits, and agents that know of it. */
  async function waiting(context: import('node:test').TestContext) {
    const journal = memoryJournal()
    const { log, engine } = world(journal)
    const { agent, server } = await formatLab(context, formats[0]!, script, engine)
    const { pending } = await agent.run('Go.', { id: 'r' }).result
    const [q, r] = pending.map(({ id }) => id)
    return { agent, server, log, q: q!, r: r! }
  }

  test('are refused whole if one is of no call that waits: nothing is lost', async (context) => {
    const { agent, server, log, q, r } = await waiting(context)
    const good = { callId: q, output: 'blue' }
    const refused = async (callId: string, message: RegExp): Promise<void> => {
      const run = agent.resume('r', { results: [good, { callId, output: 1 }] })
      await assert.rejects(run.result, (error) => {
        assert.ok(error instanceof UsageError)
        assert.match(error.message, message)
        return true
      })
    }
    await refused(
      'nobody',
      new RegExp(`calls of the run that wait for one \\("${q}", "${r}"\\), got one of "nobody"`),
    )
    const { turns } = await agent.resume('r').result
    const charged = turns[0]!.results[0]!.id
    await refused(charged, /a call of "charge", which no result from outside is for/)
    assert.throws(() => agent.resume('r', { results: [good, good] }), /one result a call/)

    const half = await agent.resume('r', { results: [good] }).result
    assert.deepEqual(
      half.pending.map(({ id }) => id),
      [r],
    )
    await assert.rejects(
      agent.resume('r', { results: [good, { callId: r, output: 1 }] }).result,
      /which has its result already/,
    )
    const last = await agent.resume('r', { results: [{ callId: r, output: 'x' }] }).result
    assert.equal(last.outcome, 'answered')
    await assert.rejects(agent.resume('r', { results: [good] }).result, /\(none\)/)
    assert.deepEqual([log, server.requests.length], [['charge'], 2])
    await assert.rejects(agent.run('A new one.', { results: [good] }).result, /\(none\)/)
  })

  test('delivered twice at once count once', async (context) => {
    const { agent, q, r } = await waiting(context)
    const results = [q, r].map((callId) => ({ callId, output: 'blue' }))
    const both = [agent.resume('r', { results }), agent.resume('r', { results })]
    const [first, second] = await Promise.allSettled(both.map(({ result }) => result))
    assert.equal(first?.status, 'fulfilled')
    assert.equal(second?.status, 'rejected')
  })

  test('may come while the run is under way: they are taken when it waits', async (context) => {
    const journal = memoryJournal()
    const going = Promise.withResolvers<void>()
    const tools = [
      tool({ name: 'charge', writes: 'a', execute: () => going.promise }),
      tool({ name: 'ask' }),
    ] as AnyTool[]
    const engine = createEngine({ tools, journal })
    const { agent } = await formatLab(
      context,
      formats[1]!,
      [{ calls: [{ name: 'charge' }, { name: 'ask', id: 'q' }] }, { text: 'Done.' }],
      engine,
    )
    const run = agent.run('Go.', { id: 'r' })
    for await (const event of run)
      if (
        event.type === 'turn' &&
        event.event.type === 'call.waiting' &&
        event.event.reason === 'outside'
      )
        break
    const next = agent.resume('r', { results: [{ callId: 'q', output: 'blue' }] })
    const third = agent.resume('r')
    const gone = agent.resume('r', { results: [{ callId: 'q', output: 'red' }], deadlineMs: 5 })
    assert.equal((await gone.result).outcome, 'deadline')
    going.resolve()
    assert.equal((await run.result).outcome, 'waiting')
    for (const one of [next, third]) assert.equal((await one.result).outcome, 'answered')
  })

  test('wait as long as they may: what ran of a conversation that was handed over is not forgotten meanwhile', async (context) => {
    const journal = memoryJournal()
    const messages = [
      { role: 'user', content: 'Go.' },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'c', name: 'charge', input: {} },
          { type: 'tool_use', id: 'q', name: 'ask', input: {} },
        ],
      },
    ]
    const logs: string[][] = []
    for (const results of [undefined, [{ callId: 'q', output: 'yes' }]]) {
      const { log, engine } = world({ ...journal })
      const { agent } = await formatLab(
        context,
        formats[0]!,
        [{ text: 'Never.' }, { text: 'Done.' }],
        engine,
      )
      const { outcome } = await agent.run(messages, { id: 'r', results }).result
      assert.equal(outcome, results === undefined ? 'waiting' : 'answered')
      logs.push(log)
      await journal.prune({ beforeMs: Date.now() + 60_000 })
    }
    assert.deepEqual(logs, [['charge'], []])
  })

  test('in a call of several are refused: that cannot wait', async () => {
    const uses = [
      { recipient_name: 'functions.ask', parameters: {} },
      { recipient_name: 'functions.charge', parameters: {} },
    ]
    const { log, engine } = world()
    let requests = 0
    const send = async () => {
      requests += 1
      const call = {
        id: 'w',
        type: 'function',
        function: { name: 'parallel', arguments: JSON.stringify({ tool_uses: uses }) },
      }
      const message =
        requests === 1
          ? { role: 'assistant', content: null, tool_calls: [call] }
          : { role: 'assistant', content: 'Done.' }
      return {
        id: 'x',
        choices: [{ index: 0, message, finish_reason: requests === 1 ? 'tool_calls' : 'stop' }],
      }
    }
    const agent = createAgent({ engine, model: { name: 'm', codec: chatCodec, send } as never })
    const { outcome, turns } = await agent.run('Go.').result
    assert.deepEqual([outcome, log], ['answered', ['charge']])
    assert.match(String(turns[0]?.results[0]?.content), /cannot be called through another tool/)
  })

  test('a run that waits may be given up, and a tool that ends it does so once all have their results', async (context) => {
    const { agent } = await waiting(context)
    const run = agent.resume('r')
    run.cancel()
    assert.equal((await run.result).outcome, 'cancelled')
    const tools = [
      tool({ name: 'finish', writes: 'f', execute: () => 42 }),
      tool({ name: 'ask' }),
    ] as AnyTool[]
    const engine = createEngine({ tools, journal: memoryJournal() })
    const calls = [{ name: 'finish' }, { name: 'ask', id: 'q' }]
    const lab = await formatLab(context, formats[1]!, [{ calls }], engine, {
      stopAfter: ['finish'],
    })
    assert.equal((await lab.agent.run('Go.', { id: 's' }).result).outcome, 'waiting')
    const results = [{ callId: 'q', output: 'yes' }]
    const { outcome, ended } = await lab.agent.resume('s', { results }).result
    assert.deepEqual([outcome, ended?.value], ['tool', 42])
  })
})
