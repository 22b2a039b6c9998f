import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { metrics } from '@opentelemetry/api'
import { ToolError } from '../../../src/call/errors/error.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { MetricsSource } from '../../../src/observe/spans/metrics/metrics.ts'
import { TurnSpans, type SpansOfEngine } from '../../../src/observe/spans/turn-spans.ts'
import { observe } from '../../../src/otel.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { attachObserver, createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import { stillKept } from '../../support/garbage.ts'
import { call, make, nap, spanLab, type SpanLab } from './lab.ts'
import { recorder } from './recorder.ts'

const circle: Record<string, unknown> = {}
circle['circle'] = circle

async function ran(content: boolean, input: object, output: () => unknown): Promise<SpanLab> {
  const lab = spanLab(() => [make('read', output, { reads: [] })], {}, { content })
  await lab.clock.run(lab.engine.execute([call('a', 'read', input)], { id: 'turn' }))
  return lab
}

const contentOf = ({ seen }: SpanLab): unknown[] => {
  const { attributes = {} } = seen.spans[0] ?? {}
  return [attributes['gen_ai.tool.call.arguments'], attributes['gen_ai.tool.call.result']]
}

describe('what spans say of a call', () => {
  it('is nothing of its arguments and its result, unless that is asked for', async () => {
    const secret = { word: 'hunter2' }
    const lab = await ran(false, secret, () => secret)
    assert.doesNotMatch(JSON.stringify(lab.seen.spans), /hunter2/)
    assert.deepEqual(lab.seen.spans[0]?.attributes, {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'read',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': 'a',
      'fanfold.turn.id': 'turn',
      'fanfold.call.index': 0,
      'fanfold.call.status': 'ok',
      'fanfold.call.attempts': 1,
    })
    assert.deepEqual(contentOf(await ran(true, secret, () => secret)), [
      '{"word":"hunter2"}',
      '{"word":"hunter2"}',
    ])
  })

  it('is bounded, and can be read whatever it is', async () => {
    const [given, returned] = contentOf(
      await ran(true, { text: 'x'.repeat(1e6) }, () => 'y'.repeat(1e6)),
    )
    assert.equal(String(given).length, 8_192)
    assert.equal(String(returned).length, 8_192)
    assert.deepEqual(contentOf(await ran(true, { n: 1n }, () => circle)), [
      '{"n":"1"}',
      '{"circle":"[circular]"}',
    ])
  })

  it('is no name, id or code of any length', async () => {
    const long = 'z'.repeat(1e5)
    const lab = spanLab(() => [
      make('read', () => {
        throw new ToolError('No.', { code: long })
      }),
    ])
    await lab.clock.run(lab.engine.execute([call(long, 'read'), call('b', long)]))
    for (const { name, attributes, message } of lab.seen.spans)
      for (const text of [name, message ?? '', ...Object.values(attributes)])
        assert.ok(String(text).length <= 500)
    // What a model made up is counted nowhere.
    assert.ok(
      lab.seen.measured.every((one) => !one.includes(`"gen_ai.tool.name":"${long.slice(0, 9)}`)),
    )
  })

  it('is what was thrown, with its stack and without credentials', async () => {
    const lab = await ran(false, {}, () => {
      throw new TypeError('postgres://user:hunter2@db/x is down')
    })
    const [own, attempt] = lab.seen.spans
    const [exception] = attempt?.exceptions ?? []
    assert.equal(own?.exceptions.length, 0)
    assert.match(exception?.message ?? '', /is down/)
    assert.match(exception?.stack ?? '', /said\.test\.ts/)
    assert.doesNotMatch(JSON.stringify(lab.seen.spans), /hunter2/)
    assert.equal(attempt?.message, exception?.message)
  })
})

describe('what is measured', () => {
  it('is each call, attempt and wait once, in seconds', async () => {
    const { clock, engine, seen } = spanLab(
      (clock) => [
        make('write', nap(clock, 5), { writes: 'a', limit: 'crm' }),
        make('busy', async () => {
          await sleep(clock, 5)
          throw new Error('No.')
        }),
      ],
      { limits: { crm: { concurrency: 2, breaker: { consecutiveFailures: 1 } } } },
    )
    const running = engine.execute([
      call('a', 'write'),
      call('b', 'write'),
      call('c', 'busy'),
      call('d', 'none'),
    ])
    await clock.advance(2)
    assert.deepEqual(seen.look(), [
      'fanfold.calls.in_flight 2 {"fanfold.limit.name":"engine"}',
      'fanfold.calls.in_flight 1 {"fanfold.limit.name":"crm"}',
      'fanfold.breaker.state 0 {"fanfold.limit.name":"crm"}',
    ])
    await clock.run(running)
    const tool = (name: string, rest = ''): string =>
      `{"gen_ai.tool.name":"${name}","gen_ai.tool.type":"function"${rest}}`
    const attempt = (name: string, rest: string): string =>
      tool(name, `,"fanfold.attempt.outcome":${rest}`)
    assert.deepEqual(seen.measured.toSorted(), [
      `fanfold.call.attempts 1 ${attempt('busy', '"failed","error.type":"tool_threw"')}`,
      `fanfold.call.attempts 1 ${attempt('write', '"ok"')}`,
      `fanfold.call.attempts 1 ${attempt('write', '"ok"')}`,
      'fanfold.call.wait.duration 0.005 {"fanfold.wait.reason":"conflict"}',
      'fanfold.turn.speedup 1.5 {}',
      `gen_ai.execute_tool.duration 0.005 ${tool('busy', ',"error.type":"tool_threw"')}`,
      `gen_ai.execute_tool.duration 0.005 ${tool('write')}`,
      `gen_ai.execute_tool.duration 0.01 ${tool('write')}`,
    ])
    assert.match(seen.look().join('\n'), /in_flight 0 .*engine/)
  })

  it('is what a global provider measures, however late it is registered', async () => {
    const clock = virtualClock()
    const engine = observe(createEngine({ tools: [make('read', () => 1)], clock }))
    const { meter, measured } = recorder()
    const turn = (): Promise<unknown> => clock.run(engine.execute([call('a', 'read')]))
    await turn()
    metrics.setGlobalMeterProvider({ getMeter: () => meter })
    try {
      await turn()
      assert.equal(measured.length, 3)
      await turn()
      assert.equal(measured.length, 6)
    } finally {
      metrics.disable()
    }
  })

  it('is no attempt that never began', async () => {
    const journal = memoryJournal()
    const { clock, engine, seen } = spanLab(
      (clock) => [make('write', nap(clock, 5), { writes: 'a' })],
      { journal: { ...journal, append: () => sleep(clock, 10) } },
    )
    const turn = engine.turn()
    void turn.add(call('a', 'write'))
    turn.commit()
    await clock.advance(5)
    turn.cancel()
    await clock.run(turn.report)
    assert.deepEqual(seen.tree().split('\n'), ['execute_tool write', '  wait journal'])
    assert.ok(seen.measured.every((one) => !one.startsWith('fanfold.call.attempts')))
  })

  it('keeps no engine, though nobody asks and one is made for each request', async () => {
    const { tracer, meter, look } = recorder()
    const clock = virtualClock()
    const refs: WeakRef<object>[] = []
    const requests = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) {
        const engine = observe(createEngine({ tools: [make('read', () => n)], clock }), {
          tracer,
          meter,
        })
        await clock.run(engine.execute([call('a', 'read')]))
        refs.push(new WeakRef(engine))
      }
    }
    await requests(100)
    assert.equal(await stillKept(refs), 0)
    assert.deepEqual(look(), [])
  })

  it('counts the steps of a plan in their turn alone', async () => {
    const { clock, engine, seen } = spanLab(
      (clock) => [make('read', nap(clock, 5), { reads: [] })],
      {
        batch: true,
      },
    )
    const steps = ['s', 't'].map((id) => ({ id, tool: 'read', input: {} }))
    await clock.run(engine.execute([call('b', 'batch', { steps })]))
    assert.equal(seen.measured.filter((one) => one.startsWith('fanfold.turn.speedup')).length, 1)
  })

  it('leaves nothing behind of a turn', async () => {
    const clock = virtualClock()
    const { tracer, meter } = recorder()
    const engine = createEngine({ tools: [make('read', nap(clock, 5))], clock })
    const turns: SpansOfEngine['turns'] = new Map()
    attachObserver(engine, () => ({
      run: () => undefined,
      turn: (turn) =>
        new TurnSpans(
          {
            settings: { spans: 'calls', content: false },
            tracer,
            metrics: new MetricsSource(meter, () => {}),
            clock,
            turns,
          },
          turn,
        ),
    }))
    const running = engine.execute([call('a', 'read'), call('b', 'read')])
    assert.equal(turns.size, 1)
    await clock.run(running)
    assert.equal(turns.size, 0)
  })
})
