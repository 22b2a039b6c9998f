import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import type { AnyTool, ToolContext } from '../../src/call/tool.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { sleep } from '../../src/util/clock.ts'
import { cases } from '../support/cases.ts'
import { call, codes, engineOf, execute, finish, make, test, type Body } from './kinds/kit.ts'

const idle = { idleTimeoutMs: 100 }

/** One call of a tool with an idle time-out; 20 s are enough for it, and nothing is left of it. */
async function run(body: (clock: VirtualClock, ...given: Parameters<Body>) => unknown, more = {}) {
  const clock = virtualClock()
  const tool = make('a', (...given) => body(clock, ...given), { ...idle, ...more })
  const engine = engineOf(clock, [tool])
  const { results } = await finish(clock, execute(engine, ['a']), 20_000, engine)
  const [result] = results
  return { said: result?.error?.message, told: result?.error?.code ?? result?.status, result }
}

const silent = () => new Promise<never>(() => {})

describe('G4: an attempt that tells no progress for its idle time-out', () => {
  test('is stopped as timed out, and says so', async () => {
    const { said, result } = await run(silent, { reads: [] })
    assert.equal(said, 'a told no progress for 100 ms, which is its idle time-out.')
    assert.deepEqual([result?.status, result?.error?.code], ['timed-out', 'timeout'])
    assert.equal(result?.timing.settledMs, 100)
    const inDoubt = await run(silent)
    assert.match(String(inDoubt.said), /idle time-out\. It had started, and may or may not/)
  })

  test('hears of it by its signal, and has its grace if it writes', async () => {
    const reasons: string[] = []
    const tidy = async (clock: VirtualClock, _: unknown, { signal }: ToolContext) => {
      await sleep(clock, 1_000, signal).catch((reason: Error) => void reasons.push(reason.name))
      await sleep(clock, 200)
      return 'tidied'
    }
    const { told, result } = await run(tidy, { writes: 'x' })
    assert.deepEqual([told, result?.timing.settledMs], ['ok', 300])
    assert.deepEqual(reasons, ['TimeoutError'])
  })

  test('goes on as long as it tells something in time, whatever it tells', async () => {
    const steps = async (clock: VirtualClock, _: unknown, { progress }: ToolContext) => {
      for (const what of [
        () => 1,
        () => undefined,
        () => null,
        () => Promise.reject(new Error()),
      ]) {
        await sleep(clock, 99)
        progress(what())
      }
      await sleep(clock, 99)
      return 'done'
    }
    const { told, result } = await run(steps)
    assert.deepEqual([told, result?.timing.settledMs], ['ok', 5 * 99])
  })

  test('goes on as long as its body yields', async () => {
    async function* steps(clock: VirtualClock) {
      for (let step = 1; step <= 9; step += 1) {
        await sleep(clock, 90)
        yield step
      }
    }
    assert.equal((await run(steps)).result?.value, 9)
    async function* stuck(clock: VirtualClock) {
      await sleep(clock, 90)
      yield 1
      await silent()
    }
    const { told, result } = await run(stuck)
    assert.deepEqual([told, result?.timing.settledMs], ['timeout', 190])
  })

  test('is bounded by its time-out as a whole, however much it tells', async () => {
    const busy = async (clock: VirtualClock, _: unknown, { progress }: ToolContext) => {
      for (;;) {
        await sleep(clock, 10)
        progress('on')
      }
    }
    const clock = virtualClock()
    const tool = make('a', (...given) => busy(clock, ...given), { ...idle, timeoutMs: 995 })
    const { results } = await clock.run(execute(engineOf(clock, [tool]), ['a']))
    assert.match(String(results[0]?.error?.message), /within its time-out of 995 ms/)
    assert.equal(clock.now(), 995)
  })

  test('has no other bound, if it has no time-out', async () => {
    const steps = async (clock: VirtualClock, _: unknown, { progress }: ToolContext) => {
      for (let step = 0; step < 190; step += 1) {
        await sleep(clock, 99)
        progress(step)
      }
    }
    assert.equal((await run(steps, { timeoutMs: Infinity })).told, 'ok')
    assert.equal((await run(silent, { timeoutMs: Infinity })).told, 'timeout')
    const { said } = await run(silent, { timeoutMs: 50, idleTimeoutMs: Infinity })
    assert.match(String(said), /time-out of 50 ms/)
  })

  test('is stopped when, and only when, a gap is as long, whatever the gaps', async () => {
    const gap = fc.integer({ min: 0, max: 130 }).map((ms) => ms + 0.5)
    await fc.assert(
      fc.asyncProperty(fc.array(gap, { minLength: 1, maxLength: 8 }), async (gaps) => {
        const { told, result } = await run(async (clock, _, { progress, signal }) => {
          for (const ms of gaps) {
            await sleep(clock, ms, signal)
            progress(ms)
          }
        })
        const first = gaps.findIndex((ms) => ms > 100)
        const before = gaps.slice(0, first === -1 ? undefined : first)
        const endMs = before.reduce((sum, ms) => sum + ms, first === -1 ? 0 : 100)
        assert.equal(told, first === -1 ? 'ok' : 'timeout')
        assert.ok(Math.abs((result?.timing.settledMs ?? 0) - endMs) < 1e-6)
      }),
      { numRuns: cases(300) },
    )
  })

  test('is not kept alive by what it tells after its end', async () => {
    const clock = virtualClock()
    const late = async (_: unknown, { progress }: ToolContext) => {
      await sleep(clock, 150)
      progress('late')
      await sleep(clock, 150)
    }
    const told: string[] = []
    const onEvent = ({ type }: { type: string }): void => void told.push(type)
    const engine = engineOf(clock, [make('a', late, idle)], { onEvent })
    const { results } = await clock.run(execute(engine, ['a']))
    assert.equal(codes(results), 'a1 timeout')
    await finish(clock, sleep(clock, 500), 500, engine)
    assert.equal(told.includes('call.progress'), false)
  })

  test('is left alone while calls inside it are under way, at work or not, and silent anew when they have ended', async () => {
    for (const engines of [1, 2])
      for (const inside of ['works', 'asked', 'through']) {
        const clock = virtualClock()
        let silentMs = 0
        const outer = async (_: unknown, { progress, signal }: ToolContext) => {
          await sleep(clock, 60)
          await execute(inner, [inside])
          await sleep(clock, 60)
          await execute(inner, [inside, inside])
          progress('more')
          await sleep(clock, silentMs, signal)
        }
        const tools: AnyTool[] = [
          make('outer', outer, { ...idle, timeoutMs: 60_000 }),
          make('works', () => sleep(clock, 1_000)),
          make('asked', () => sleep(clock, 1), { needsApproval: true }),
          make('through', () => execute(inner, ['works']), idle),
        ]
        const approve = () => sleep(clock, 1_000).then(() => 'allow' as const)
        const engine = engineOf(clock, tools, { approve, concurrency: 1 })
        const inner: Engine =
          engines === 1 ? engine : engineOf(clock, tools, { approve, concurrency: 1 })
        for (const [ms, want] of [
          [99, 'outer1 ok'],
          [101, 'outer1 timeout'],
        ] as const) {
          silentMs = ms
          const { results } = await finish(clock, execute(engine, ['outer']), 5_000, engine, inner)
          assert.equal(codes(results), want, `${inside}, ${engines}: ${results[0]?.error?.message}`)
        }
      }
  })

  test('has it for itself: beside it others tell, and an attempt before it has told', async () => {
    const clock = virtualClock()
    const chatty = async (_: unknown, { progress }: ToolContext) => {
      for (let step = 0; step < 30; step += 1) {
        await sleep(clock, 10)
        progress(step)
      }
    }
    const flaky = async (_: unknown, { progress, attempt }: ToolContext) => {
      if (attempt === 2) return 'at last'
      await sleep(clock, 50)
      progress('on')
      return silent()
    }
    const tools = [
      make('chatty', chatty, idle),
      make('silent', silent, idle),
      make('flaky', flaky, { ...idle, reads: [], retries: 1 }),
    ]
    const engine = engineOf(clock, tools)
    const turn = execute(engine, ['chatty', 'silent', 'flaky'])
    const { results } = await finish(clock, turn, 5_000, engine)
    assert.equal(codes(results), 'chatty1 ok, silent2 timeout, flaky3 ok')
    assert.equal(results[2]?.attempts, 2)
  })
})

describe('an idle time-out is a time-out', () => {
  test('to a breaker, which opens', async () => {
    const clock = virtualClock()
    const breaker = { consecutiveFailures: 2 }
    const engine = engineOf(clock, [make('a', silent, { ...idle, breaker })])
    for (const want of ['timeout', 'timeout', 'breaker_open'])
      assert.equal(codes((await clock.run(execute(engine, ['a']))).results), `a1 ${want}`)
  })

  test('to a write, which is not tried again', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [make('a', silent, { ...idle, writes: 'x', retries: 3 })])
    const { results } = await finish(clock, execute(engine, ['a']), 5_000, engine)
    assert.equal(results[0]?.attempts, 1)
  })

  test('to a hedged call, whose other attempt goes on', async () => {
    const clock = virtualClock()
    let calls = 0
    const look = async (_: unknown, { progress, signal }: ToolContext) => {
      calls += 1
      if (calls < 12) return sleep(clock, 10)
      if (calls === 12) return silent()
      await sleep(clock, 95, signal)
      progress('on')
      await sleep(clock, 95, signal)
    }
    const hedge = { minSamples: 5, budget: 1, perCall: 1 }
    const engine = engineOf(clock, [make('a', look, { ...idle, reads: [], hedge })])
    for (let round = 0; round < 11; round += 1) await clock.run(execute(engine, ['a']))
    const { results } = await finish(clock, execute(engine, ['a']), 5_000, engine)
    assert.deepEqual([codes(results), results[0]?.attempts], ['a1 ok', 2])
  })

  test('when an attempt is stopped from outside, of which nothing is left', async () => {
    for (const writes of [undefined, 'x']) {
      const clock = virtualClock()
      const engine = engineOf(clock, [make('a', silent, { ...idle, writes })])
      const turn = engine.turn()
      turn.commit([call('c', 'a')])
      await clock.advance(50)
      turn.cancel()
      const { results } = await finish(clock, turn.report, 1_000, engine)
      assert.equal(codes(results), 'c cancelled')
    }
  })
})

test('an idle time-out that is none is refused, with the name that was meant', () => {
  const withOptions = (options: object) => () => make('a', silent, options)
  for (const wrong of [0, -1, '100', NaN, null])
    assert.throws(withOptions({ idleTimeoutMs: wrong }), /Expected `idleTimeoutMs` of tool "a"/)
  assert.throws(withOptions({ idleTimeout: 100 }), /Did you mean `idleTimeoutMs`\?/)
  assert.throws(withOptions({ timeout: 100 }), /Did you mean `timeoutMs`\?/)
  assert.equal(withOptions({ idleTimeoutMs: undefined })().idleTimeoutMs, undefined)
})
