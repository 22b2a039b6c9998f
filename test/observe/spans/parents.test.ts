import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { context, trace } from '@opentelemetry/api'
import { memoryJournal } from '../../../src/journal/memory.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, make, nap, spanLab } from './lab.ts'
import { withContexts, type Recorder } from './recorder.ts'

/** A span around what is run, as somebody else's instrumentation makes it. */
function inSpan<Result>({ tracer }: Recorder, name: string, run: () => Result): Result {
  const span = tracer.startSpan(name, { startTime: [0, 0] })
  const result = context.with(trace.setSpan(context.active(), span), run)
  span.end([0, 0])
  return result
}

/** The tree, of which brothers may come in any order. */
const lines = ({ tree }: Recorder): string[] => tree().split('\n')

describe('where spans hang', () => {
  let forget = (): void => {}
  beforeEach(() => (forget = withContexts()))
  afterEach(() => forget())

  it('what a body makes is beneath its attempt, also what it makes late', async () => {
    const { clock, engine, seen } = spanLab((clock, seen) => [
      make('read', async () => {
        inSpan(seen, 'at once', () => {})
        await sleep(clock, 5)
        inSpan(seen, 'late', () => {})
      }),
    ])
    await clock.run(engine.execute([call('a', 'read'), call('b', 'read')]))
    assert.deepEqual(lines(seen), [
      'execute_tool read',
      '  attempt 1',
      '    at once',
      '    late',
      'execute_tool read',
      '  attempt 1',
      '    at once',
      '    late',
    ])
  })

  it('so is what the user’s own `aroundAttempt` makes', async () => {
    const recorders: Recorder[] = []
    const { clock, engine, seen } = spanLab(() => [make('read', () => 1)], {
      aroundAttempt: (_attempt, run) => inSpan(recorders[0] as Recorder, 'user', run),
    })
    recorders.push(seen)
    await clock.run(engine.execute([call('a', 'read')]))
    assert.deepEqual(lines(seen), ['execute_tool read', '  attempt 1', '    user'])
  })

  it('a call’s is beneath the span in which it was added, whatever turn it is of', async () => {
    for (const spans of ['calls', 'attempts'] as const) {
      const { clock, engine, seen } = spanLab(
        (clock) => [make('read', nap(clock, 5))],
        {},
        { spans },
      )
      const turn = engine.turn({ open: true })
      inSpan(seen, 'first', () => void turn.add(call('a', 'read')))
      inSpan(
        seen,
        'second',
        () => void turn.add(call('b', 'read', { n: 2 }), { run: () => sleep(clock, 1) }),
      )
      turn.commit()
      await clock.run(turn.report)
      const own = spans === 'calls' ? ['  execute_tool read', '    attempt 1'] : ['  attempt 1']
      assert.deepEqual(lines(seen), ['first', ...own, 'second', ...own])
    }
  })

  it('a turn inside a call is beneath the attempt around it, be it of this engine, or of one made by `with`', async () => {
    const engines: Engine[] = []
    const { clock, engine, seen } = spanLab((clock) => [
      make('outer', () => engines[0]?.execute([call('i', 'inner')])),
      make('inner', nap(clock, 5)),
    ])
    for (const inner of [engine, engine.with([make('inner', nap(clock, 5))])]) {
      engines[0] = inner
      await clock.run(engine.execute([call('o', 'outer')]))
    }
    const once = ['execute_tool outer', '  attempt 1', '    execute_tool inner', '      attempt 1']
    assert.deepEqual(lines(seen), [...once, ...once])
  })

  it('the steps of a plan are beneath the call that brings it', async () => {
    const { clock, engine, seen } = spanLab(
      (clock) => [
        make('read', nap(clock, 5), { reads: [] }),
        make('write', nap(clock, 5), { writes: 'a' }),
      ],
      { batch: true },
    )
    const steps = ['read', 'write', 'write'].map((tool, n) => ({ id: `s${n}`, tool, input: {} }))
    await clock.run(engine.execute([call('b', 'batch', { steps })]))
    assert.deepEqual(lines(seen), [
      'execute_tool batch',
      '  execute_tool read',
      '    attempt 1',
      '  execute_tool write',
      '    attempt 1',
      '  execute_tool write',
      '    wait conflict',
      '    attempt 1',
    ])
  })

  it('a step that starts while its plan is still coming is where the plan comes from', async () => {
    const { clock, engine, seen } = spanLab(
      (clock) => [make('read', nap(clock, 5), { reads: [] })],
      {
        batch: true,
      },
    )
    const input = { steps: [{ id: 's', tool: 'read', input: {} }] }
    await inSpan(seen, 'message', async () => {
      const turn = engine.turn()
      turn.addPart?.({ id: 'b', name: 'batch' }, JSON.stringify(input))
      await clock.advance(10)
      void turn.add(call('b', 'batch', input))
      turn.commit()
      await clock.run(turn.report)
    })
    assert.deepEqual(lines(seen), [
      'message',
      '  execute_tool read',
      '    attempt 1',
      '  execute_tool batch',
    ])
  })

  it('a wait is linked to the call that was in the way, of this turn or another', async () => {
    const { clock, engine, seen } = spanLab((clock) => [
      make('write', nap(clock, 5), { writes: 'a' }),
    ])
    const turns = ['one', 'two'].map((id) =>
      engine.execute([call('a', 'write'), call('b', 'write')], { id }),
    )
    await clock.run(Promise.all(turns))
    const nameOf = (id: string | undefined): string => {
      const attributes = seen.spans.find((span) => span.id === id)?.attributes
      return `${String(attributes?.['fanfold.turn.id'])} ${String(attributes?.['gen_ai.tool.call.id'])}`
    }
    const waits = seen.spans.filter(({ name }) => name === 'wait conflict')
    assert.deepEqual(
      waits.map(({ parent, links, attributes }) => [
        nameOf(parent),
        ...links.map(({ context }) => nameOf(context.spanId)),
        attributes['fanfold.wait.key'],
      ]),
      [
        ['two a', 'one a', 'a'],
        ['one b', 'one a', 'a'],
        ['one b', 'two a', 'a'],
        ['two b', 'two a', 'a'],
        ['two b', 'one b', 'a'],
      ],
    )
  })

  it('a wait for the same call in another turn of its id is linked to that, wherever it stands there', async () => {
    const { clock, engine, seen } = spanLab(
      (clock) => [make('pay', nap(clock, 5), { writes: ({ n }: { n: number }) => `pay/${n}` })],
      { journal: memoryJournal() },
    )
    const pay = (id: string, n: number) => call(id, 'pay', { n })
    const given = [
      [pay('p', 1), pay('q', 2)],
      [pay('q', 2), pay('p', 1)],
      [pay('p', 1), pay('q', 2)],
    ]
    const turns = given.map((calls) => engine.execute(calls, { id: 'hook' }))
    await clock.run(Promise.all(turns))
    // A turn of that id that comes later waits for nobody.
    await clock.run(engine.execute(given[0] ?? [], { id: 'hook' }))
    const spans = new Map(seen.spans.map((span) => [span.id, span]))
    const first = seen.spans.filter(({ name }) => name === 'attempt 1').map(({ parent }) => parent)
    const joined = seen.spans.filter(({ name }) => name === 'wait join')
    const pairs = joined.map(({ parent, links }) => {
      const [waiting, other] = [parent, links[0]?.context.spanId].map((id) =>
        id === undefined ? undefined : spans.get(id)?.attributes['gen_ai.tool.call.id'],
      )
      return [waiting, other, first.includes(links[0]?.context.spanId)]
    })
    assert.deepEqual(
      pairs.toSorted(),
      ['p', 'p', 'q', 'q'].map((id) => [id, id, true]),
    )
  })

  it('of two calls with one id the link is to the one that was in the way', async () => {
    const { clock, engine, seen } = spanLab((clock) => [
      make('look', nap(clock, 50), { reads: 'b' }),
      make('write', nap(clock, 5), { writes: 'a' }),
    ])
    const calls = [call('x', 'look'), call('x', 'write'), call('x', 'write'), call('y', 'write')]
    await clock.run(engine.execute(calls))
    const indexOf = (id: string | undefined): unknown =>
      seen.spans.find((span) => span.id === id)?.attributes['fanfold.call.index']
    assert.deepEqual(
      seen.spans
        .filter(({ name }) => name === 'wait conflict')
        .map(({ parent, links }) => [indexOf(parent), indexOf(links[0]?.context.spanId)]),
      [
        [2, 1],
        [3, 1],
      ],
    )
  })
})
