import assert from 'node:assert/strict'
import type { RunOptions } from '../../src/agent/contract.ts'
import { describe } from 'node:test'
import { createAgent } from '../../src/agent/agent.ts'
import type { Agent, Run } from '../../src/agent/contract.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { Engine, TurnOptions } from '../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import { sleep } from '../../src/util/clock.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import type { AnthropicMessage } from '../../src/wire/anthropic/message.ts'
import { call, engineOf, make, nothingHeld, test, type Input } from '../turn/kinds/kit.ts'

type Reply = readonly { readonly name: string; readonly input?: Input }[]

/** An agent whose model answers after 5 ms with the calls given, again and again, and notes its requests. */
function agentOf(
  engine: Engine,
  clock: VirtualClock,
  reply: (request: number) => Reply,
  options: object = {},
) {
  const requests: number[] = []
  const signals: AbortSignal[] = []
  const model = {
    name: 'claude',
    codec: anthropicCodec,
    send: async ({ signal }: { signal: AbortSignal }) => {
      requests.push(clock.now())
      signals.push(signal)
      const number = requests.length
      await sleep(clock, 5)
      const calls = reply(number).map(({ name, input = {} }, n) => ({
        type: 'tool_use',
        id: `r${number}c${n}`,
        name,
        input,
      }))
      const content = calls.length > 0 ? calls : [{ type: 'text', text: 'Done.' }]
      return { role: 'assistant', content, stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn' }
    },
  }
  const agent: Agent<AnthropicMessage> = createAgent({ engine, model: model as never, ...options })
  return { agent, requests, signals }
}

describe('parallel: forbid', () => {
  const three: Reply = [{ name: 'write' }, { name: 'read' }, { name: 'flaky' }, { name: 'plain' }]
  for (const parallel of ['forbid', 'allow', 'encourage'] as const)
    for (const deadline of [undefined, 1_000])
      test(`${parallel}: several calls that come all the same run ${parallel === 'forbid' ? 'one by one, in call order' : 'side by side'}`, async () => {
        const clock = virtualClock()
        const order: string[] = []
        let under = 0
        let most = 0
        const work =
          (name: string, fails = false) =>
          async (_input: Input, { attempt }: { attempt: number }) => {
            order.push(name)
            most = Math.max(most, (under += 1))
            await sleep(clock, 10)
            under -= 1
            if (fails && attempt === 1) throw Object.assign(new Error('down'), { status: 503 })
            return name
          }
        const engine = engineOf(clock, [
          make('write', work('write') as never, { writes: 'a' }),
          make('read', work('read') as never, { reads: 'b' }),
          make('flaky', work('flaky', true) as never, { reads: 'c', retries: 1 }),
          make('plain', work('plain') as never),
        ])
        const { agent } = agentOf(engine, clock, (request) => (request === 1 ? three : []), {
          parallel,
          ...(deadline !== undefined && { turnDeadlineMs: deadline }),
        })
        const { outcome, turns } = await clock.run(agent.run('Go.').result)
        assert.equal(outcome, 'answered')
        assert.equal(turns[0]?.outcome, 'complete')
        if (parallel === 'forbid') {
          assert.equal(most, 1)
          assert.deepEqual(order, ['write', 'read', 'flaky', 'flaky', 'plain'])
        } else assert.ok(most > 1)
        await nothingHeld(clock, engine)
      })
})

const stopMs = 50

interface Scene {
  readonly clock: VirtualClock
  readonly engine: Engine
  readonly inner: Engine
  readonly wrote: number[]
  readonly runs: Run<AnthropicMessage>[]
  readonly sub: ReturnType<typeof agentOf>
}

/** What a deaf tool does to have a model work inside it, round after round until 300 ms. */
const inside: Record<string, (scene: Scene) => Promise<unknown>> = {
  'a run under way': ({ sub, runs }) => {
    const run = sub.agent.run('Go.')
    runs.push(run)
    return run.result
  },
  'a run after another': async ({ sub, runs, clock }) => {
    while (clock.now() < 300) {
      const run = sub.agent.run('Go.', { id: `run${runs.length}` })
      runs.push(run)
      await run.result
      await sleep(clock, 7)
    }
  },
  'a run with a signal of its own': ({ sub, runs }) => {
    const run = sub.agent.run('Go.', { signal: new AbortController().signal })
    runs.push(run)
    return run.result
  },
  'a run that is resumed': async ({ sub, runs, clock }) => {
    const first = sub.agent.run('Go.', { id: 'mine' })
    runs.push(first)
    await sleep(clock, 20)
    first.cancel()
    await first.result
    await sleep(clock, 60)
    const again = sub.agent.resume('mine')
    runs.push(again)
    await again.result
  },
}

const stops: Record<
  string,
  { tool?: object; turn?: TurnOptions; act?: (stop: { cancel(): void }) => void }
> = {
  'its time-out': { tool: { timeoutMs: stopMs } },
  'a cancel': { act: (stop) => stop.cancel() },
  'the deadline': { turn: { deadlineMs: stopMs } },
}

function sceneOf(
  body: (scene: Scene) => Promise<unknown>,
  toolOptions: object | undefined,
  endless: boolean,
  engines: number,
): Scene {
  const clock = virtualClock()
  const wrote: number[] = []
  const holder: { scene?: Scene } = {}
  const tools = [
    make('agent', () => body(holder.scene as Scene), toolOptions),
    make(
      'write',
      async () => {
        wrote.push(clock.now())
        await sleep(clock, 3)
      },
      { writes: 'doc' },
    ),
  ]
  const options = { graceMs: 20, journal: memoryJournal() }
  const engine = engineOf(clock, tools, options)
  const inner =
    engines === 1 ? engine : engineOf(clock, tools, { ...options, journal: memoryJournal() })
  const sub = agentOf(inner, clock, (request) =>
    endless || request % 4 !== 0 ? [{ name: 'write' }] : [],
  )
  return (holder.scene = { clock, engine, inner, wrote, runs: [], sub })
}

describe('a run begun inside an attempt that was stopped makes no model request', () => {
  for (const [stopName, stop] of Object.entries(stops))
    for (const [insideName, body] of Object.entries(inside))
      for (const engines of [1, 2])
        for (const by of ['a turn', 'a run'] as const)
          test(`stopped by ${stopName}: ${insideName}, ${engines === 1 ? 'on the same engine' : 'on another'}, inside ${by}`, async () => {
            const endless = insideName !== 'a run after another'
            const scene = sceneOf(body, stop.tool, endless, engines)
            const { clock, engine, inner, wrote, sub, runs } = scene
            let done: Promise<unknown>
            if (by === 'a turn') {
              const turn = engine.turn(stop.turn)
              turn.commit([call('c', 'agent')])
              await clock.advance(stopMs)
              stop.act?.(turn)
              done = turn.report
            } else {
              const { agent } = agentOf(engine, clock, (request) =>
                request === 1 ? [{ name: 'agent' }] : [],
              )
              const run = agent.run('Go.', stop.turn as RunOptions | undefined)
              await clock.advance(stopMs)
              stop.act?.(run)
              done = run.result
            }
            await clock.run(done)
            await clock.runUntilIdle()
            // The model takes 5 ms to ask for the tool; the time-out is that of the tool's attempt.
            const endMs = stopMs + (by === 'a run' && stop.tool !== undefined ? 6 : 1)
            assert.deepEqual(
              sub.requests.filter((ms) => ms > endMs),
              [],
              'requests after the stop',
            )
            assert.deepEqual(
              wrote.filter((ms) => ms > endMs),
              [],
              'writes after the stop',
            )
            assert.ok(sub.requests.length > 0)
            for (const run of runs)
              assert.match((await run.result).outcome, /^(cancelled|answered|deadline)$/)
            await nothingHeld(clock, engine, inner)
          })

  test('what the model is asked with is told of the stop: the run takes the signal of the attempt around it', async () => {
    for (const depth of [1, 2]) {
      const clock = virtualClock()
      const holder: { engine?: Engine; sub?: ReturnType<typeof agentOf> } = {}
      const engine = (holder.engine = engineOf(
        clock,
        [
          make('agent', () => holder.sub?.agent.run('Go.').result),
          make('around', () => holder.engine?.execute([call('i', 'agent')])),
        ],
        { graceMs: 20 },
      ))
      const sub = (holder.sub = agentOf(engine, clock, () => []))
      const turn = engine.turn()
      turn.commit([call('c', depth === 1 ? 'agent' : 'around')])
      await clock.advance(2)
      assert.equal(sub.signals[0]?.aborted, false)
      turn.cancel()
      await clock.advance(0)
      assert.equal(sub.signals[0]?.aborted, true, `${depth} deep`)
      await clock.run(turn.report)
      await clock.runUntilIdle()
      await nothingHeld(clock, engine)
    }
  })

  test('a retry is alone: the runs of the attempt before it ask nothing more', async () => {
    const clock = virtualClock()
    const first: number[] = []
    const attempts: number[] = []
    const wrote: string[] = []
    const engine = engineOf(
      clock,
      [
        make(
          'agent',
          async (_input, { attempt }) => {
            attempts.push(attempt)
            const input = { attempt }
            const sub = agentOf(engine, clock, (request) =>
              request % 3 > 0 ? [{ name: 'write', input }] : [],
            )
            for (let round = 0; round < (attempt === 1 ? 30 : 1); round += 1) {
              await sub.agent.run('Go.').result.catch(() => {})
              await sleep(clock, 1)
            }
            if (attempt === 1) first.push(...sub.requests)
          },
          { idempotent: true, retries: 1, timeoutMs: 100 },
        ),
        make(
          'write',
          (input) => {
            wrote.push(`${String(input['attempt'])} ${clock.now()}`)
            return sleep(clock, 3)
          },
          { writes: 'doc' },
        ),
      ],
      { graceMs: 20 },
    )
    const { results } = await clock.run(engine.execute([call('c', 'agent')]))
    await clock.runUntilIdle()
    assert.deepEqual(attempts, [1, 2])
    assert.equal(results[0]?.status, 'ok')
    assert.ok(first.length > 0)
    assert.deepEqual(
      first.filter((ms) => ms > 101),
      [],
      'requests of the first attempt',
    )
    const late = wrote.filter((line) => line.startsWith('1 ') && Number(line.slice(2)) > 101)
    assert.deepEqual(late, [], 'writes of the first attempt')
    await nothingHeld(clock, engine)
  })

  test('one begun inside an attempt that has returned is free', async () => {
    for (const laterMs of [0, 100])
      for (const end of ['over', 'cancelled'] as const) {
        const clock = virtualClock()
        const results: Promise<{ outcome: string }>[] = []
        const holder: { sub?: ReturnType<typeof agentOf> } = {}
        const engine = engineOf(clock, [
          make('agent', () => {
            results.push(
              sleep(clock, laterMs + 5).then(
                () => (holder.sub as ReturnType<typeof agentOf>).agent.run('Go.').result,
              ),
            )
            return 'begun'
          }),
          make('write', () => 1, { writes: 'doc' }),
          make('slow', () => sleep(clock, 50)),
        ])
        holder.sub = agentOf(engine, clock, (request) => (request < 3 ? [{ name: 'write' }] : []))
        const turn = engine.turn()
        turn.commit([call('c', 'agent'), call('s', 'slow')])
        await clock.advance(2)
        if (end === 'cancelled') turn.cancel()
        await clock.run(turn.report)
        const [result] = await clock.run(Promise.all(results))
        assert.equal(result?.outcome, 'answered', `${laterMs} ms later, ${end}`)
        assert.equal(holder.sub.requests.length, 3)
        await clock.runUntilIdle()
        await nothingHeld(clock, engine)
      }
  })
})
