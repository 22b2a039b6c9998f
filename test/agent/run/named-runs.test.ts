import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ToolError } from '../../../src/call/errors/error.ts'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent, RunResult } from '../../../src/agent/contract.ts'
import { runsUnderWay } from '../../../src/agent/run/runs-under-way.ts'
import {
  tool,
  type AnyTool,
  type ToolContext,
  type ToolDefinition,
} from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import type { Engine, EngineOptions } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import type { AnthropicMessage } from '../../../src/wire/anthropic/message.ts'

/** A model that takes 5 ms to ask for the tools of each request in turn, and then is done. */
class World {
  readonly clock: VirtualClock = virtualClock()
  readonly journal: Journal = memoryJournal()
  readonly log: string[] = []
  requests = 0
  readonly #script: readonly (readonly string[])[]

  constructor(...script: readonly (readonly string[])[]) {
    this.#script = script
  }

  /** Writes, and takes 20 ms. */
  make(name: string, extra?: Partial<ToolDefinition>): AnyTool {
    return tool({
      name,
      writes: name,
      execute: async (_input: Record<string, unknown>, { signal }: ToolContext) => {
        this.log.push(name)
        await sleep(this.clock, 20, signal)
        return name
      },
      ...extra,
    }) as AnyTool
  }

  /** An engine in a process of its own, unless it is given the other one's journal. */
  engine(journal: Journal = { ...this.journal }, options?: Partial<EngineOptions>): Engine {
    const tools = [this.make('a'), this.make('b'), this.make('slow', { writes: 'a' })]
    return createEngine({ tools, clock: this.clock, journal, ...options })
  }

  agent(engine: Engine = this.engine()): Agent<AnthropicMessage> {
    const send = async ({
      messages,
      signal,
    }: {
      messages: readonly unknown[]
      signal: AbortSignal
    }) => {
      this.requests += 1
      await sleep(this.clock, 5, signal)
      const said = messages.filter((one) => (one as AnthropicMessage).role === 'assistant').length
      const calls = this.#script[said] ?? []
      const content = calls.map((name, n) => ({
        type: 'tool_use',
        id: `${said}${n}`,
        name,
        input: {},
      }))
      if (calls.length === 0)
        return {
          role: 'assistant',
          content: [{ type: 'text', text: 'Done.' }],
          stop_reason: 'end_turn',
        }
      return { role: 'assistant', content, stop_reason: 'tool_use' }
    }
    const model = { name: 'm', codec: anthropicCodec, send }
    return createAgent({ engine, model: model as never })
  }
}

describe('a run of an id that there is already', () => {
  test('under way in this process is joined: one run, the same events and the same result for all', async () => {
    const world = new World(['a', 'b'], ['a'])
    const { clock, journal, log } = world
    // Two agents of two engines on one journal, as handlers make them.
    const agents = [world.agent(world.engine(journal)), world.agent(world.engine(journal))]
    const runs = []
    for (const afterMs of [0, 0, 8, 20]) {
      await clock.advance(afterMs)
      for (const agent of agents) runs.push(agent.run('Go.', { id: 'r' }))
    }
    runs.push(agents[1]!.resume('r'))
    const events = runs.map(async (run) => {
      const seen = []
      for await (const event of run) seen.push(event.type)
      return seen
    })
    const results = await clock.run(Promise.all(runs.map(({ result }) => result)))
    const [first, ...others] = results
    assert.equal(first?.text, 'Done.')
    for (const other of others) assert.equal(other, first)
    const [all, ...rest] = await Promise.all(events)
    assert.ok(all!.length > 5)
    for (const one of rest) assert.deepEqual(one, all)
    assert.deepEqual([world.requests, log], [3, ['a', 'b', 'a']])
    assert.equal(runsUnderWay(journal).size, 0)
  })

  test('goes on after a crash when it is run again, and gives its answer again without a request', async () => {
    const world = new World(['a'])
    const { clock, log } = world
    let crashed = false
    const dying: Journal = {
      ...world.journal,
      append: (record) => (crashed ? new Promise(() => {}) : world.journal.append(record)),
    }
    void world.agent(world.engine(dying)).run('Go.', { id: 'r' })
    await clock.advance(30)
    crashed = true
    await clock.advance(1_000)
    for (const requests of [3, 3]) {
      const { text, outcome } = await clock.run(world.agent().run('Go.', { id: 'r' }).result)
      assert.deepEqual([text, outcome], ['Done.', 'answered'])
      assert.ok(world.requests <= requests)
    }
    assert.deepEqual(log, ['a'])
  })

  test('is not given to who asks for something else', async () => {
    const world = new World(['a'])
    const { clock, journal } = world
    const agent = world.agent(world.engine(journal))
    const first = agent.run('Go.', { id: 'r' })
    await clock.advance(1)
    const wrong = { code: 'run_input', message: /Give a new run another id/ }
    await assert.rejects(clock.run(agent.run('Stop.', { id: 'r' }).result), wrong)
    await clock.run(first.result)
    await assert.rejects(clock.run(agent.run('Stop.', { id: 'r' }).result), wrong)
  })

  test('goes on for the others when one of those who wait gives up', async () => {
    const world = new World(['a'])
    const { clock, journal, log } = world
    const agent = world.agent(world.engine(journal))
    const first = agent.run('Go.', { id: 'r' })
    const gone = new AbortController()
    const second = agent.run('Go.', { id: 'r', signal: gone.signal })
    const third = agent.run('Go.', { id: 'r', deadlineMs: 15 })
    await clock.advance(10)
    gone.abort(new Error('The client went away.'))
    const outcomes = await clock.run(Promise.all([second.result, third.result]))
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['cancelled', 'deadline'],
    )
    assert.equal((await clock.run(first.result)).outcome, 'answered')
    assert.deepEqual(log, ['a'])
    assert.equal(clock.pendingTimers, 0)
  })

  test('without a journal is a run of its own: its id is only a name', async () => {
    const world = new World(['a'])
    const { clock, log } = world
    const engine = createEngine({ tools: [world.make('a')], clock })
    const runs = [
      world.agent(engine).run('Go.', { id: 'r' }),
      world.agent(engine).run('Go.', { id: 'r' }),
    ]
    await clock.run(Promise.all(runs.map(({ result }) => result)))
    assert.deepEqual(log, ['a', 'a'])
  })
})

describe('a run that is suspended', () => {
  /** Suspends a run after a while, and goes on with it in another process. */
  async function suspended(
    world: World,
    afterMs: number,
    suspend: 'run' | 'engine',
  ): Promise<[RunResult<AnthropicMessage>, RunResult<AnthropicMessage>]> {
    const { clock } = world
    const engine = world.engine()
    const run = world.agent(engine).run('Go.', { id: 'r' })
    await clock.advance(afterMs)
    if (suspend === 'run') run.suspend()
    else await clock.run(engine.suspend())
    const first = await clock.run(run.result)
    // It waited for another, and starts nowhere before the run goes on.
    if (afterMs < 20) assert.ok(!world.log.includes('slow'))
    assert.equal(clock.pendingTimers, 0)
    const [known] = await world.journal.runs()
    assert.equal(known?.endedAtMs, undefined)
    const [again, ...others] = await clock.run(world.agent().resumeAll())
    assert.equal(others.length, 0)
    return [first, await clock.run(again!.result)]
  }

  for (const [when, afterMs, requests, by] of [
    ['before its first request has an answer', 2, 3, 'run'],
    ['while its calls run', 10, 2, 'run'],
    ['while its calls run, with its engine', 10, 2, 'engine'],
    ['while a call waits for another', 10, 2, 'run'],
    ['while a request is under way after its calls', 47, 3, 'run'],
  ] as const)
    test(`${when}: goes on elsewhere, and does nothing twice`, async () => {
      const world = new World(['a', 'slow', 'b'])
      const [first, again] = await suspended(world, afterMs, by)
      assert.equal(first.outcome, 'suspended')
      assert.deepEqual([again.outcome, again.text], ['answered', 'Done.'])
      assert.deepEqual(world.log.toSorted(), ['a', 'b', 'slow'])
      assert.equal(world.requests, requests)
    })

  test('is not one of which a tool says that something is suspended', async () => {
    const world = new World(['a'])
    const { clock } = world
    const says = world.make('a', {
      execute: () => {
        throw new ToolError('The account is suspended.', { code: 'suspended' })
      },
    })
    const engine = createEngine({ tools: [says], clock, journal: { ...world.journal } })
    const { outcome, text } = await clock.run(world.agent(engine).run('Go.').result)
    assert.deepEqual([outcome, text], ['answered', 'Done.'])
  })

  test('twice, or cancelled then, ends; suspended when it is over, it is over', async () => {
    const world = new World(['a'])
    const { clock } = world
    const run = world.agent().run('Go.', { id: 'r' })
    await clock.advance(10)
    run.suspend()
    run.suspend({ withinMs: 1 })
    run.cancel()
    assert.equal((await clock.run(run.result)).outcome, 'cancelled')
    const next = world.agent().run('Go again.', { id: 's' })
    await clock.run(next.result)
    next.suspend()
    assert.equal((await next.result).outcome, 'answered')
  })

  test('is none of those that are resumed together, if it has ended or is another provider’s', async () => {
    const world = new World(['a'])
    const { clock, journal } = world
    await clock.run(world.agent().run('Go.', { id: 'done' }).result)
    await clock.run(
      journal.append({ kind: 'run.started', runId: 'x', format: 'gemini', messages: [], atMs: 1 }),
    )
    assert.deepEqual(await clock.run(world.agent().resumeAll()), [])
    const bare = createEngine({ tools: [], clock })
    await assert.rejects(world.agent(bare).resumeAll(), /Expected the engine to have a `journal`/)
  })
})
