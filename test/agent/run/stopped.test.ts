import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent, Run, RunOptions } from '../../../src/agent/contract.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { openai } from '../../../src/openai.ts'
import type { Script } from '../../../src/testing/model-server/script.ts'
import { scriptedModel } from '../../../src/testing/scripted-model.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import type { ChatMessage } from '../../../src/wire/openai-chat/message.ts'

interface Lab {
  readonly clock: VirtualClock
  readonly ran: string[]
  /** As another process makes it. */
  agent(options?: { readonly maxTurns: number }): Agent<ChatMessage>
}

/** Two writes of one key take 100 ms each, whatever their signals say; `ask` is answered from outside. */
function lab(script: Script, journal?: Journal): Lab {
  const clock = virtualClock()
  const ran: string[] = []
  const write = tool({
    name: 'write',
    writes: 'x',
    execute: async ({ n }: Record<string, unknown>) => {
      ran.push(`write ${String(n)}`)
      await sleep(clock, 100)
      return 'written'
    },
  }) as AnyTool
  const tools = [write, tool({ name: 'ask' }) as AnyTool]
  const agent: Lab['agent'] = (options) => {
    const engine = createEngine({ tools, clock, ...(journal && { journal: { ...journal } }) })
    return createAgent({ engine, model: scriptedModel({ script, clock }), ...options })
  }
  return { clock, ran, agent }
}

/** Ways to stop a run after 50 ms. */
const ways: Readonly<
  Record<string, (clock: VirtualClock) => [RunOptions, (run: Run<unknown>) => void]>
> = {
  cancelled: () => [{}, (run) => run.cancel('Enough.')],
  'cancelled by its signal': () => {
    const stop = new AbortController()
    return [{ signal: stop.signal }, () => stop.abort(new Error('Enough.'))]
  },
  'out of time': () => [{ deadlineMs: 50 }, () => {}],
}

describe('a run that is stopped', () => {
  const script: Script = [
    {
      calls: [
        { id: 'q', name: 'ask' },
        { id: 'a', name: 'write' },
      ],
    },
    { text: 'Done.' },
  ]
  for (const [how, stopBy] of Object.entries(ways))
    for (const isKept of [false, true])
      test(`(${how}, ${isKept ? 'with' : 'without'} a journal) has a result for each call, also for one that was to come from outside`, async () => {
        const { agent, clock } = lab(script, isKept ? memoryJournal() : undefined)
        const [options, stop] = stopBy(clock)
        const run = agent().run('Go.', { id: 'r', ...options })
        await clock.advance(50)
        stop(run)
        const { outcome, pending, turns, messages } = await clock.run(run.result)
        assert.deepEqual([outcome === 'deadline', pending], [how === 'out of time', []])
        assert.deepEqual(
          turns.at(-1)?.results.map(({ id }) => id),
          ['q', 'a'],
        )
        const told = messages.find(({ role }) => role === 'tool')
        assert.match(JSON.stringify(told), /ask has no result: (Enough|The run's deadline)/)
        // The conversation goes on as it is; and one that was cancelled for good is told again with a result for each.
        const next = await clock.run(
          agent().run([...messages, { role: 'user', content: 'And?' }]).result,
        )
        assert.deepEqual([next.outcome, next.warnings], ['answered', []])
        if (!isKept || outcome === 'deadline') return
        const again = await clock.run(agent().run('Go.', { id: 'r' }).result)
        assert.deepEqual(
          [again.outcome, again.messages.length, again.pending],
          ['cancelled', messages.length, []],
        )
      })

  test('for now keeps what waits for a result from outside, and its turn may be cancelled by the call', async () => {
    const { agent, clock } = lab(script, memoryJournal())
    const run = agent().run('Go.', { id: 'r' })
    await clock.advance(50)
    run.suspend({ withinMs: 1_000 })
    assert.equal((await clock.run(run.result)).outcome, 'suspended')
    const again = agent().run('Go.', { id: 'r' })
    assert.deepEqual((await clock.run(again.result)).pending, [{ id: 'q', name: 'ask', input: {} }])

    const other = lab(script)
    const one = other.agent().run('Go.')
    await other.clock.advance(50)
    one.cancelCall('q', 'The window was closed.')
    const { outcome, turns } = await other.clock.run(one.result)
    assert.deepEqual(
      [outcome, turns[0]?.results.map(({ status }) => status)],
      ['answered', ['cancelled', 'ok']],
    )
  })

  for (const atMs of [0, 50])
    for (const by of ['cancel', 'signal'])
      test(`by ${by}, ${atMs} ms after it was suspended, is cancelled for good: nothing of it is done later`, async () => {
        const journal = memoryJournal()
        const calls = [1, 2].map((n) => ({ id: `w${n}`, name: 'write', input: { n } }))
        const { agent, clock, ran } = lab([{ calls }, { text: 'Done.' }], journal)
        const stop = new AbortController()
        const run = agent().run('Go.', { id: 'r', signal: stop.signal })
        await clock.advance(20)
        run.suspend({ withinMs: 5_000 })
        await clock.advance(atMs)
        if (by === 'cancel') run.cancel('The user has changed their mind.')
        else stop.abort()
        assert.equal((await clock.run(run.result)).outcome, 'cancelled')
        const taken = await agent().resumeAll()
        const again = await clock.run(agent().run('Go.', { id: 'r' }).result)
        assert.deepEqual([taken.length, again.outcome, ran], [0, 'cancelled', ['write 1']])
      })

  for (const by of ['cancel', 'suspend', 'signal', 'deadline'] as const)
    test(`by ${by} while it waits to ask once more sends no further request`, async () => {
      const clock = virtualClock()
      let requests = 0
      const send = async (): Promise<Response> => {
        requests += 1
        return new Response('data: {"choices":[{"index":0,"delta":{"content":"Hal"}}]}\n\n')
      }
      const model = openai.chat.model(send as never, { model: 'm' })
      const agent = createAgent({ engine: createEngine({ tools: [], clock }), model })
      const stop = new AbortController()
      const deadlineMs = by === 'deadline' ? 1 : Infinity
      const run = agent.run('Go.', { signal: stop.signal, deadlineMs })
      for await (const { type } of run) {
        if (type !== 'message') continue
        // The stream has broken off, and the pause begins.
        await Promise.resolve()
        if (by === 'signal') stop.abort()
        else if (by !== 'deadline') run[by]()
        break
      }
      const { outcome, stats } = await clock.run(run.result)
      const ends = {
        cancel: 'cancelled',
        signal: 'cancelled',
        suspend: 'suspended',
        deadline: 'deadline',
      }
      assert.deepEqual([outcome, requests, stats.requests], [ends[by], 1, 1])
    })

  test('while its last turn is being kept is cancelled, and not at the end of its turns', async () => {
    const journal = memoryJournal()
    const { clock, agent } = lab([{ calls: [{ name: 'write' }] }, { text: 'Done.' }], {
      ...journal,
      append: async (record) => {
        if (record.kind === 'run.message') await sleep(clock, 500)
        return journal.append(record)
      },
    })
    const run = agent({ maxTurns: 1 }).run('Go.', { id: 'r' })
    await clock.advance(300)
    run.cancel()
    assert.equal((await clock.run(run.result)).outcome, 'cancelled')
  })

  test('for good says that what was said to it is lost, also if it is kept', async () => {
    const { agent, clock } = lab(
      [{ calls: [{ name: 'write' }] }, { text: 'Done.' }],
      memoryJournal(),
    )
    const run = agent().run('Go.', { id: 'r' })
    await clock.advance(20)
    await run.say('Make it blue.')
    run.cancel()
    const { warnings } = await clock.run(run.result)
    assert.match(warnings.join('\n'), /What was said to the run \(a message\) came too late/)
  })
})
