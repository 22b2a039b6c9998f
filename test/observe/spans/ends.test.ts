import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import * as z from 'zod'
import { ToolError } from '../../../src/call/errors/error.ts'
import { withdraw } from '../../../src/call/errors/withdraw.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import type { VirtualClock } from '../../../src/testing/virtual-clock.ts'
import type { Engine, EngineOptions, Turn } from '../../../src/turn/contract.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, make, nap, spanLab, times } from './lab.ts'
import { withContexts, type Recorded } from './recorder.ts'

/** A span as one line: how often it ended, when, and what it says of its end. */
function line(span: Recorded): string {
  const { name, status, ends, attributes } = span
  const end = attributes['fanfold.call.status'] ?? attributes['fanfold.attempt.outcome'] ?? ''
  const error = status === 'error' ? ` error ${String(attributes['error.type'])}` : ''
  // How long a retry waits is chance.
  const when = times(span).replace(/\d+\.\d+/g, '?')
  return `${name} ${when} x${ends} ${String(end)}${error}`.replace(/ +/g, ' ').trim()
}

interface Case {
  readonly tools: (clock: VirtualClock) => readonly AnyTool[]
  readonly options?: Partial<EngineOptions>
  readonly run: (turn: Turn, clock: VirtualClock, engine: Engine) => unknown
  readonly spans: readonly string[]
}

const read = (clock: VirtualClock, ms: number, options: object = {}): AnyTool =>
  make('read', nap(clock, ms), { reads: 'a', ...options })
const write = (clock: VirtualClock, ms: number, options: object = {}): AnyTool =>
  make('write', nap(clock, ms), { writes: 'a', ...options })
const throwing =
  (...errors: readonly unknown[]) =>
  (clock: VirtualClock): AnyTool[] => {
    let attempt = 0
    const body = async (): Promise<string> => {
      await sleep(clock, 5)
      attempt += 1
      if (attempt <= errors.length) throw errors[attempt - 1]
      return 'ok'
    }
    return [make('read', body, { reads: [], retries: errors.length - 1 || 2 })]
  }
const one = (turn: Turn): void => {
  void turn.add(call('c', 'read')).catch(() => {})
  turn.commit()
}

const cases: Readonly<Record<string, Case>> = {
  'it is ok': {
    tools: (clock) => [read(clock, 5)],
    run: one,
    spans: ['execute_tool read 0..5 x1 ok', 'attempt 1 0..5 x1 ok'],
  },
  'it started before its message was complete': {
    tools: (clock) => [read(clock, 5), write(clock, 5)],
    run: async (turn, clock) => {
      void turn.add(call('c', 'read'))
      void turn.add(call('w', 'write'))
      await sleep(clock, 20)
      turn.commit()
    },
    spans: [
      'execute_tool read 0..5 x1 ok',
      'attempt 1 0..5 x1 ok',
      'execute_tool write 0..25 x1 ok',
      'wait commit 0..20 x1',
      'attempt 1 20..25 x1 ok',
    ],
  },
  'it fails': {
    tools: throwing(new Error('no')),
    run: one,
    spans: [
      'execute_tool read 0..5 x1 failed error tool_threw',
      'attempt 1 0..5 x1 failed error tool_threw',
    ],
  },
  'it is tried again': {
    tools: throwing(new ToolError('busy', { code: 'busy', retryAfterMs: 10 })),
    run: one,
    spans: [
      'execute_tool read 0..? x1 ok',
      'attempt 1 0..5 x1 failed error busy',
      'wait retry 5..? x1',
      'attempt 2 ?..? x1 ok',
    ],
  },
  'its body withdraws it': {
    tools: () => [make('read', () => withdraw(new Error('ask')), { reads: [] })],
    run: one,
    spans: ['execute_tool read 0..0 x1 cancelled', 'attempt 1 0..0 x1 withdrawn'],
  },
  'it outlives its time-out, deaf': {
    tools: (clock) => [make('read', () => sleep(clock, 100), { reads: [], timeoutMs: 10 })],
    run: one,
    spans: [
      'execute_tool read 0..10 x1 timed-out error timeout',
      'attempt 1 0..10 x1 timed-out error timeout',
    ],
  },
  'its turn runs out of time': {
    tools: (clock) => [write(clock, 100)],
    run: (turn) => {
      for (const id of ['c', 'd']) void turn.add(call(id, 'write'))
      turn.setDeadline(10)
      turn.commit()
    },
    spans: [
      'execute_tool write 0..10 x1 timed-out error deadline',
      'attempt 1 0..10 x1 timed-out error deadline',
      'execute_tool write 0..10 x1 skipped',
      'wait conflict 0..10 x1',
    ],
  },
  'it is cancelled': {
    tools: (clock) => [read(clock, 100)],
    run: async (turn, clock) => {
      one(turn)
      await sleep(clock, 5)
      turn.cancel()
    },
    spans: ['execute_tool read 0..5 x1 cancelled', 'attempt 1 0..5 x1 cancelled'],
  },
  'it is cancelled in line': {
    tools: (clock) => [write(clock, 20)],
    run: async (turn, clock) => {
      for (const id of ['c', 'd']) void turn.add(call(id, 'write'))
      turn.commit()
      await sleep(clock, 5)
      turn.cancel('d')
    },
    spans: [
      'execute_tool write 0..20 x1 ok',
      'attempt 1 0..20 x1 ok',
      'execute_tool write 0..5 x1 cancelled',
      'wait conflict 0..5 x1',
    ],
  },
  'its message is discarded': {
    tools: (clock) => [read(clock, 100), write(clock, 5)],
    run: async (turn, clock) => {
      for (const name of ['read', 'write']) void turn.add(call(name, name))
      await sleep(clock, 5)
      turn.discard('It was cut off.', [call('rest', 'read')])
    },
    spans: [
      'execute_tool read 0..5 x1 cancelled',
      'attempt 1 0..5 x1 cancelled',
      'execute_tool write 0..5 x1 skipped',
      'wait commit 0..5 x1',
      'execute_tool read 5..5 x1 skipped',
    ],
  },
  'another fails, and the rest is cancelled': {
    tools: (clock) => [...throwing(new Error('no'))(clock), write(clock, 100)],
    options: { onFailure: 'cancel-rest' },
    run: (turn) => {
      for (const name of ['read', 'write']) void turn.add(call(name, name))
      turn.commit()
    },
    spans: [
      'execute_tool read 0..5 x1 failed error tool_threw',
      'attempt 1 0..5 x1 failed error tool_threw',
      'execute_tool write 0..5 x1 cancelled',
      'attempt 1 0..5 x1 cancelled',
    ],
  },
  'it is not approved': {
    tools: (clock) => [read(clock, 5, { needsApproval: true })],
    options: { approve: () => ({ decision: 'deny', reason: 'No.' }) as never },
    run: one,
    spans: ['execute_tool read 0..0 x1 denied'],
  },
  'its arguments are wrong, or it has no tool': {
    tools: (clock) => [read(clock, 5, { inputSchema: z.object({ n: z.number() }) })],
    run: (turn) => {
      for (const name of ['read', 'none']) void turn.add(call(name, name))
      turn.commit()
    },
    spans: [
      'execute_tool read 0..0 x1 failed error invalid_input',
      'execute_tool none 0..0 x1 failed error unknown_tool',
    ],
  },
  'its result comes from outside': {
    tools: () => [tool({ name: 'read' }) as AnyTool],
    run: one,
    spans: ['execute_tool read 0..0 x1 waiting'],
  },
  'its turn is suspended': {
    tools: (clock) => [read(clock, 100), write(clock, 5)],
    options: { journal: memoryJournal() },
    run: async (turn, clock) => {
      for (const name of ['read', 'write', 'write']) void turn.add(call(name, name))
      await sleep(clock, 2)
      turn.suspend({ withinMs: 10 })
      turn.commit()
    },
    spans: [
      'execute_tool read 0..12 x1 cancelled',
      'attempt 1 0..12 x1 cancelled',
      'execute_tool write 0..2 x1 skipped',
      'wait commit 0..2 x1',
      'execute_tool write 0..2 x1 skipped',
      'wait commit 0..2 x1',
    ],
  },
}

describe('the spans of a call end once, and say how', () => {
  let forget = (): void => {}
  beforeEach(() => (forget = withContexts()))
  afterEach(() => forget())

  for (const [name, { tools, options, run, spans }] of Object.entries(cases))
    it(`if ${name}`, async () => {
      const { clock, engine, seen } = spanLab(tools, options)
      const turn = engine.turn()
      const ran = (async () => run(turn, clock, engine))()
      const report = await clock.run(turn.report)
      await clock.run(ran)
      await clock.runUntilIdle()
      const order = seen.tree(line).split('\n')
      assert.deepEqual(
        order.map((each) => each.trim()),
        spans,
      )
      assert.deepEqual(report.warnings, [])
    })

  it('if a hedge answers first', async () => {
    let attempts = 0
    const { clock, engine, seen } = spanLab((clock) => [
      make(
        'read',
        async (_input, { signal }) => {
          attempts += 1
          await sleep(clock, attempts === 210 ? 10_000 : 10 + (attempts % 5), signal)
        },
        { reads: [], hedge: true },
      ),
    ])
    const hundred = Array.from({ length: 100 }, (_, n) => call(`c${n}`, 'read'))
    for (let turn = 0; turn < 2; turn += 1) await clock.run(engine.execute(hundred))
    const known = seen.spans.length
    const { results } = await clock.run(engine.execute(hundred.slice(0, 16)))
    const hedged = results.find(({ attempts }) => attempts === 2)
    const own = seen.spans
      .slice(known)
      .filter(({ attributes }) => attributes['gen_ai.tool.call.id'] === hedged?.id)
    assert.deepEqual(
      own.map((span) => [
        span.name,
        span.ends,
        span.status,
        span.attributes['fanfold.attempt.outcome'],
      ]),
      [
        ['execute_tool read', 1, 'unset', undefined],
        ['attempt 1', 1, 'unset', 'outrun'],
        ['attempt 2', 1, 'unset', 'ok'],
      ],
    )
    assert.ok(seen.spans.every(({ ends }) => ends === 1))
  })

  it('if it was restored from a journal', async () => {
    const journal = memoryJournal()
    const tools = (clock: VirtualClock): AnyTool[] => [write(clock, 5)]
    const first = spanLab(tools, { journal })
    await first.clock.run(first.engine.execute([call('c', 'write')], { id: 'turn' }))
    const { clock, engine, seen } = spanLab(tools, { journal })
    await clock.run(engine.execute([call('c', 'write')], { id: 'turn' }))
    assert.deepEqual(
      seen.spans.map(({ name, attributes }) => [name, attributes['fanfold.call.restored']]),
      [['execute_tool write', true]],
    )
    assert.equal(seen.measured.filter((one) => one.startsWith('gen_ai.execute')).length, 0)
  })
})
