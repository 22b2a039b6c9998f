import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext, type ToolDefinition } from '../../src/call/tool.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import type { Engine, EngineOptions } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { holdings } from '../../src/turn/holdings.ts'
import { sleep } from '../../src/util/clock.ts'

type Make = (name: string, ms: number, extra?: Partial<ToolDefinition>) => AnyTool

interface Lab {
  readonly clock: VirtualClock
  readonly journal: Journal
  /** What tools did, as `"start a"`. */
  readonly log: string[]
  readonly make: Make
  /** An engine as another process makes it: it knows of the others only what the journal has. */
  engine(tools: readonly AnyTool[], options?: Partial<EngineOptions>): Engine
}

function lab(): Lab {
  const clock = virtualClock()
  const journal = memoryJournal()
  const log: string[] = []
  return {
    clock,
    journal,
    log,
    make: (name, ms, extra) =>
      tool({
        name,
        execute: async (_input: Record<string, unknown>, { signal }: ToolContext) => {
          log.push(`start ${name}`)
          await sleep(clock, ms, signal)
          log.push(`end ${name}`)
          return name
        },
        ...extra,
      }) as AnyTool,
    engine: (tools, options) => createEngine({ tools, clock, journal: { ...journal }, ...options }),
  }
}

const call = (name: string, id = name) => ({ id, name, input: {} })
const told = (results: readonly ToolResult[]): string =>
  results.map(({ id, status, error }) => `${id} ${error?.code ?? status}`).join(', ')
const nothing = (engine: Engine): [string, number][] =>
  Object.entries(holdings(engine)).filter(([, count]) => count > 0)

describe('G7: a turn that is suspended', () => {
  test('starts nothing more, lets what runs finish, and goes on elsewhere with the rest', async () => {
    const { clock, log, make, engine } = lab()
    const tools = [
      make('a', 50, { writes: 'x' }),
      make('b', 10, { writes: 'x' }),
      make('c', 5_000, { writes: 'y' }),
      make('d', 10, { needsApproval: true, writes: 'z' }),
    ]
    const calls = ['a', 'b', 'c', 'd'].map((name) => call(name))
    const first = engine(tools, { approve: () => 'wait' })
    const turn = first.turn({ id: 't' })
    turn.commit(calls)
    await clock.advance(20)
    turn.suspend({ withinMs: 1_000 })
    const { results } = await clock.run(turn.report)
    assert.equal(told(results), 'a ok, b suspended, c suspended, d suspended')
    assert.deepEqual(
      results.map(({ status }) => status),
      ['ok', 'skipped', 'cancelled', 'skipped'],
    )
    assert.equal(clock.now(), 1_020)
    assert.deepEqual(nothing(first), [])
    log.length = 0
    const second = engine(tools, { approve: () => 'allow' })
    const again = await clock.run(second.execute(calls, { id: 't' }))
    // Of the one that had started nobody knows.
    assert.equal(told(again.results), 'a ok, b ok, c in_doubt, d ok')
    assert.deepEqual(log, ['start b', 'start d', 'end b', 'end d'])
  })

  test('keeps what is asked of a person, and asks nobody again who has answered', async () => {
    const { clock, journal, log, make, engine } = lab()
    const tools = [make('pay', 10, { needsApproval: true })]
    const turn = engine(tools, { approve: () => 'wait' }).turn({ id: 't' })
    turn.commit([call('pay')])
    await clock.advance(10)
    turn.suspend()
    await clock.run(turn.report)
    assert.equal((await clock.run(journal.questions())).length, 1)
    const decided = { turnId: 't', callKey: 'pay', decision: 'allow', atMs: 1 } as const
    await clock.run(journal.append({ kind: 'call.decided', ...decided }))
    const second = engine(tools, { approve: () => 'wait' })
    assert.equal(
      told((await clock.run(second.execute([call('pay')], { id: 't' }))).results),
      'pay ok',
    )
    assert.deepEqual(log, ['start pay', 'end pay'])
  })

  test('tries nothing again: what would be tried again is, elsewhere; what is not has failed', async () => {
    const { clock, make, engine } = lab()
    const busy = { idempotent: true, retries: 3 } as const
    const fail = (afterMs: number) => async () => {
      await sleep(clock, afterMs)
      throw new ToolError('It is busy.', { retryable: true, retryAfterMs: 500 })
    }
    const tools = [
      make('waits', 0, { ...busy, execute: fail(0) }),
      make('fails', 0, { ...busy, execute: fail(50) }),
      make('ends', 0, { retries: 3, execute: fail(50) }),
    ]
    const turn = engine(tools).turn({ id: 't' })
    const calls = [call('waits'), call('fails'), call('ends')]
    turn.commit(calls)
    await clock.advance(20)
    turn.suspend()
    const { results } = await clock.run(turn.report)
    assert.equal(told(results), 'waits suspended, fails suspended, ends tool_error')
    const well = [make('waits', 1, busy), make('fails', 1, busy), make('ends', 1)]
    const again = await clock.run(engine(well).execute(calls, { id: 't' }))
    assert.equal(told(again.results), 'waits ok, fails ok, ends tool_error')
  })

  test('of a plan that is suspended, what comes after it is told the same, also where another turn of its id takes it over', async () => {
    const { clock, log, make, engine } = lab()
    const tools = [make('a', 20, { writes: 'x' }), make('b', 20, { writes: 'x' })]
    const run = engine(tools, { batch: true })
    const steps = [{ id: 's', tool: 'a', input: {} }]
    const calls = [{ id: 'p', name: 'batch', input: { steps } }, call('b')]
    const before = run.execute([call('a')])
    const turns = [run.turn({ id: 't' }), run.turn({ id: 't' })]
    for (const turn of turns) for (const one of calls) void turn.add(one)
    await clock.advance(1)
    for (const turn of turns) turn.commit()
    await clock.advance(5)
    void run.suspend({ withinMs: 30 })
    for (const turn of turns) {
      const { results } = await clock.run(turn.report)
      assert.equal(told(results), 'p suspended, b suspended')
      assert.match(String(results[1]?.content), /^b was not run: The turn was suspended/)
    }
    assert.equal((await clock.run(before)).outcome, 'complete')
    assert.deepEqual(log, ['start a', 'end a'])
    assert.deepEqual(nothing(run), [])
  })

  test('keeps no plan whose steps go on elsewhere', async () => {
    const { clock, log, make, engine } = lab()
    const tools = [make('a', 50, { writes: 'x' }), make('b', 10, { writes: 'x' })]
    const steps = [
      { id: 's1', tool: 'a', input: {} },
      { id: 's2', tool: 'b', input: {} },
    ]
    const plan = [{ id: 'p', name: 'batch', input: { steps } }]
    const turn = engine(tools, { batch: true }).turn({ id: 't' })
    turn.commit(plan)
    await clock.advance(20)
    turn.suspend()
    assert.equal(told((await clock.run(turn.report)).results), 'p suspended')
    log.length = 0
    const again = await clock.run(engine(tools, { batch: true }).execute(plan, { id: 't' }))
    assert.equal(again.outcome, 'complete')
    assert.deepEqual(log, ['start b', 'end b'])
  })

  test('lets the turns inside what runs go on; what ends inside because that is stopped is no result', async () => {
    for (const [innerMs, outerTold, started] of [
      [50, 'outer ok', []],
      [5_000, 'outer suspended', ['start inner', 'end inner']],
    ] as const) {
      const { clock, log, make, engine } = lab()
      const engines: { now?: Engine } = {}
      const tools = (ms: number): AnyTool[] => [
        make('inner', ms, { idempotent: true }),
        make('outer', 0, {
          idempotent: true,
          execute: async (_input, { idempotencyKey }) => {
            const { outcome } = await (engines.now as Engine).execute([call('inner')], {
              id: idempotencyKey,
            })
            return outcome
          },
        }),
      ]
      engines.now = engine(tools(innerMs))
      const turn = engines.now.turn({ id: 't' })
      turn.commit([call('outer')])
      await clock.advance(20)
      turn.suspend({ withinMs: 1_000 })
      assert.equal(told((await clock.run(turn.report)).results), outerTold)
      log.length = 0
      engines.now = engine(tools(10))
      const again = await clock.run(engines.now.execute([call('outer')], { id: 't' }))
      assert.deepEqual([again.results[0]?.value, log], ['complete', [...started]])
    }
  })

  test('that is cancelled then ends at once, for good', async () => {
    const { clock, make, engine } = lab()
    const tools = [make('a', 5_000, { writes: 'x' })]
    const turn = engine(tools).turn({ id: 't' })
    turn.commit([call('a')])
    await clock.advance(20)
    turn.suspend()
    turn.suspend()
    await clock.advance(20)
    turn.cancel()
    assert.equal(told((await clock.run(turn.report)).results), 'a cancelled')
    assert.equal(clock.now(), 40)
    const again = await clock.run(engine(tools).execute([call('a')], { id: 't' }))
    assert.equal(told(again.results), 'a cancelled')
  })

  test('with its engine: so are all others, and those that come; who waits hears when all have ended', async () => {
    const { clock, log, make, engine } = lab()
    const run = engine([make('a', 100, { writes: 'x' }), make('r', 10, { reads: 'y' })])
    const reports = ['1', '2', '3'].map((id) => run.execute([call('a')], { id }))
    const open = run.turn({ id: '4', open: true })
    void open.add(call('r'))
    await clock.advance(20)
    void open.add(call('a'))
    let ended = false
    const suspended = run.suspend({ withinMs: 500 }).then(() => (ended = true))
    reports.push(open.report, run.execute([call('a')], { id: '5' }))
    const late = run.turn({ id: '6' })
    late.add(call('r'))
    late.commit()
    open.commit()
    await clock.advance(10)
    assert.equal(ended, false)
    const all = await clock.run(Promise.all([...reports, late.report]))
    await clock.run(suspended)
    assert.deepEqual(
      all.map(({ results }) => told(results)),
      ['a ok', 'a suspended', 'a suspended', 'r ok, a suspended', 'a suspended', 'r suspended'],
    )
    assert.equal(log.filter((line) => line === 'start a').length, 1)
    assert.deepEqual(nothing(run), [])
    await clock.run(run.suspend())
  })
})

test('G7: what ends inside a call because that is stopped is no result: its next attempt runs it again', async () => {
  const { clock, log, make, engine } = lab()
  const engines: { now?: Engine } = {}
  let attempts = 0
  engines.now = engine([
    make('inner', 0, {
      idempotent: true,
      execute: async (_input, { signal }) => {
        attempts += 1
        log.push(`inner ${attempts}`)
        await sleep(clock, attempts === 1 ? 5_000 : 10, signal)
        return 'well'
      },
    }),
    make('never', 10, { writes: 'x' }),
    make('outer', 0, {
      idempotent: true,
      retries: 1,
      timeoutMs: 100,
      execute: async (_input, { idempotencyKey }) => {
        const calls = [call('inner'), call('never')]
        const options = { id: idempotencyKey, parallel: 'forbid' } as const
        return told((await (engines.now as Engine).execute(calls, options)).results)
      },
    }),
  ])
  const { results } = await clock.run(engines.now.execute([call('outer')], { id: 't' }))
  assert.equal(results[0]?.content, 'inner ok, never ok')
  assert.deepEqual(log, ['inner 1', 'inner 2', 'start never', 'end never'])
})
