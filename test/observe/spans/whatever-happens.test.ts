import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { ToolError } from '../../../src/call/errors/error.ts'
import { withdraw } from '../../../src/call/errors/withdraw.ts'
import type { AnyTool } from '../../../src/call/tool.ts'
import type { ToolResult } from '../../../src/call/report/result.ts'
import { holdings } from '../../../src/turn/holdings.ts'
import { sleep } from '../../../src/util/clock.ts'
import { cases } from '../../support/cases.ts'
import { call, make, spanLab, type SpanLab } from './lab.ts'
import { withContexts, type Recorded } from './recorder.ts'

/** What one attempt does. */
const deed = fc.record({
  ms: fc.integer({ min: 0, max: 30 }),
  end: fc.constantFrom('ok', 'ok', 'busy', 'throws', 'hangs', 'deaf', 'withdraws'),
})

const plan = fc.record({
  calls: fc.array(
    fc.record({
      tool: fc.constantFrom('read', 'write', 'plain', 'none'),
      deeds: fc.array(deed, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  concurrency: fc.integer({ min: 1, max: 3 }),
  cancelRest: fc.boolean(),
  /** What the outside does, and when. */
  act: fc.constantFrom('commit', 'discard', 'cancel', 'cancel one', 'deadline', 'suspend'),
  atMs: fc.integer({ min: 0, max: 40 }),
})

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never

function world({ calls, concurrency, cancelRest }: Plan, spans: 'calls' | 'attempts'): SpanLab {
  const body =
    (clock: SpanLab['clock']) =>
    async (
      { n }: Record<string, unknown>,
      { attempt, signal }: { attempt: number; signal: AbortSignal },
    ) => {
      const { deeds } = calls[Number(n)] as Plan['calls'][number]
      const { ms, end } = deeds[
        (attempt - 1) % deeds.length
      ] as Plan['calls'][number]['deeds'][number]
      if (end === 'deaf') return sleep(clock, 1_000)
      await sleep(clock, end === 'hangs' ? 1_000 : ms, signal)
      if (end === 'busy') throw new ToolError('Busy.', { code: 'busy', retryable: true })
      if (end === 'throws') throw new Error('No.')
      if (end === 'withdraws') withdraw(new Error('Asks.'))
      return end
    }
  const tools = (clock: SpanLab['clock']): AnyTool[] => [
    make('read', body(clock) as never, { reads: 'a', retries: 2, timeoutMs: 25 }),
    make('write', body(clock) as never, { writes: 'a', retries: 1, timeoutMs: 25 }),
    make('plain', body(clock) as never, { timeoutMs: 50 }),
  ]
  const onFailure = cancelRest ? 'cancel-rest' : 'continue'
  return spanLab(tools, { concurrency, onFailure, graceMs: 10 }, { spans })
}

async function happen(given: Plan, { clock, engine }: SpanLab): Promise<readonly ToolResult[]> {
  const { calls, act, atMs } = given
  const turn = engine.turn({ id: 'turn' })
  const results = calls.map(({ tool }, n) => turn.add(call(`c${n}`, tool, { n })))
  const settled = Promise.allSettled(results)
  const outside = async (): Promise<void> => {
    if (act === 'commit' || act.startsWith('cancel')) turn.commit()
    await sleep(clock, atMs)
    if (act === 'cancel') turn.cancel()
    if (act === 'cancel one') turn.cancel('c0')
    if (act === 'deadline') turn.setDeadline(10)
    if (act === 'suspend') turn.suspend({ withinMs: 5 })
    if (act === 'discard') turn.discard('It was cut off.')
    else turn.commit()
  }
  await clock.run(Promise.all([outside(), turn.report]))
  await clock.run(settled)
  await clock.runUntilIdle()
  return (await turn.report).results
}

function expectEnded(spans: readonly Recorded[]): void {
  for (const { name, ends, startMs, endMs = NaN } of spans) {
    assert.equal(ends, 1, name)
    assert.ok(endMs >= startMs, name)
  }
}

describe('whatever happens in a turn', () => {
  let forget = (): void => {}
  beforeEach(() => (forget = withContexts()))
  afterEach(() => forget())

  it('each call has one span that says how it ended, around one a wait and one an attempt', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const lab = world(given, 'calls')
        const results = await happen(given, lab)
        const { spans, measured } = lab.seen
        expectEnded(spans)
        for (const [index, { status, attempts, timing }] of results.entries()) {
          const [own, ...more] = spans.filter(
            ({ name, attributes }) =>
              name.startsWith('execute_tool') && attributes['fanfold.call.index'] === index,
          )
          assert.ok(own !== undefined && more.length === 0)
          assert.equal(own.attributes['fanfold.call.status'], status)
          assert.equal(own.status === 'error', ['failed', 'timed-out', 'unknown'].includes(status))
          const beneath = spans.filter(({ parent }) => parent === own.id)
          const named = (name: string): number =>
            beneath.filter((span) => span.name.startsWith(name)).length
          assert.equal(named('attempt'), attempts)
          assert.equal(named('wait'), timing.waits.length)
          for (const { startMs, endMs = NaN } of beneath)
            assert.ok(startMs >= own.startMs && endMs <= (own.endMs ?? NaN))
        }
        assert.equal(spans.filter(({ parent }) => parent === undefined).length, results.length)
        const counted = measured.filter((one) => one.startsWith('fanfold.call.attempts')).length
        assert.equal(
          counted,
          results.reduce((sum, { attempts }) => sum + attempts, 0),
        )
        assert.ok(Object.values(holdings(lab.engine)).every((count) => count === 0))
      }),
      { numRuns: cases(300) },
    )
  })

  it('beneath the spans of others there is one a wait and one an attempt, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const lab = world(given, 'attempts')
        const results = await happen(given, lab)
        const { spans } = lab.seen
        expectEnded(spans)
        const expected = results.reduce(
          (sum, one) => sum + one.attempts + one.timing.waits.length,
          0,
        )
        assert.equal(spans.length, expected)
        assert.ok(spans.every(({ name }) => /^(attempt|wait) /.test(name)))
      }),
      { numRuns: cases(100) },
    )
  })
})
