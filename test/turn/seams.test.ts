import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { getEventListeners } from 'node:events'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import { ToolError } from '../../src/call/errors/error.ts'
import type { TurnEvent } from '../../src/call/report/event.ts'
import type { JournalRecord } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { withdraw } from '../../src/call/errors/withdraw.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import { sleep } from '../../src/util/clock.ts'
import {
  call,
  codes,
  engineOf,
  finish,
  held,
  make,
  nothingHeld,
  strays,
  test,
  type Input,
} from './kinds/kit.ts'
import { cases } from '../support/cases.ts'
import { stillKept } from '../support/garbage.ts'

const key = (input: Input): string => String(input['key'] ?? 'doc')

/** A tool of 10 ms that notes when it starts and ends. */
function noting(clock: VirtualClock, log: string[], name: string, options: object = {}) {
  return make(
    name,
    async (_input, { callId, signal }) => {
      log.push(`${clock.now()} start ${callId}`)
      await sleep(clock, 10, signal)
      log.push(`${clock.now()} end ${callId}`)
      return callId
    },
    options,
  )
}

describe('engine.with: other tools on the same engine', () => {
  test('slots, named limits, keys and a tool’s own concurrency hold over all of them', async () => {
    const shapes: Record<string, [object, object]> = {
      slots: [{}, { concurrency: 1 }],
      'a named limit': [{ limit: 'crm' }, { limits: { crm: { concurrency: 1 } } }],
      keys: [{ writes: 'doc' }, {}],
    }
    for (const [name, [tool, options]] of Object.entries(shapes)) {
      const clock = virtualClock()
      const log: string[] = []
      const engine = engineOf(clock, [noting(clock, log, 'a', tool)], options)
      const other = engine.with([noting(clock, log, 'b', tool)])
      const third = other.with([noting(clock, log, 'c', tool)])
      const reports = [
        engine.execute([call('a', 'a')]),
        other.execute([call('b', 'b')]),
        third.execute([call('c', 'c')]),
      ]
      await finish(clock, Promise.all(reports), 30, engine, other, third)
      assert.equal(clock.now(), 30, name)
    }
    const clock = virtualClock()
    const log: string[] = []
    const one = noting(clock, log, 'one', { concurrency: 1 })
    const engine = engineOf(clock, [one])
    const reports = [engine, engine.with([one]), engine.with([one])].map((each, n) =>
      each.execute([call(`${n}`, 'one')]),
    )
    await finish(clock, Promise.all(reports), 30, engine)
    assert.equal(clock.now(), 30, 'one tool’s own concurrency')
  })

  test('it knows its own tools alone, and the engine does not know them', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [make('a', () => 'a')])
    const other = engine.with([make('b', () => 'b')])
    assert.equal(
      codes((await clock.run(engine.execute([call('1', 'a'), call('2', 'b')]))).results),
      '1 ok, 2 unknown_tool',
    )
    assert.equal(
      codes((await clock.run(other.execute([call('1', 'a'), call('2', 'b')]))).results),
      '1 unknown_tool, 2 ok',
    )
    assert.equal(other.clock, engine.clock)
    assert.equal(other.journal, engine.journal)
    assert.throws(() => engine.with([make('c', () => 1, { limit: 'none' })]), {
      name: 'UsageError',
    })
    assert.throws(() => engine.with([make('d', () => 1), make('d', () => 2)]), {
      name: 'UsageError',
    })
  })

  test('the cache is one, and a write by one drops what the other cached', async () => {
    const clock = virtualClock()
    let reads = 0
    const read = make('read', () => (reads += 1), { reads: 'doc', cache: { ttlMs: 1_000 } })
    const engine = engineOf(clock, [read])
    const other = engine.with([read, make('write', () => 1, { writes: 'doc' })])
    for (const each of [engine, other, engine]) await clock.run(each.execute([call('r', 'read')]))
    assert.equal(reads, 1)
    await clock.run(other.execute([call('w', 'write')]))
    await clock.run(engine.execute([call('r', 'read')]))
    assert.equal(reads, 2)
  })

  test('a turn of it inside a call is that call’s own: no deadlock, and its keys are there', async () => {
    const clock = virtualClock()
    const log: string[] = []
    const holder: { engine?: Engine } = {}
    const engine = (holder.engine = engineOf(
      clock,
      [
        make(
          'agent',
          async () =>
            (
              await (holder.engine as Engine)
                .with([noting(clock, log, 'edit', { writes: 'doc/a' })])
                .execute([call('e', 'edit')])
            ).outcome,
          { writes: 'doc' },
        ),
      ],
      { concurrency: 1 },
    ))
    const { results } = await finish(clock, engine.execute([call('a', 'agent')]), 10, engine)
    assert.equal(results[0]?.value, 'complete')
  })

  test('onEvent and approve of the engine hear of its turns', async () => {
    const clock = virtualClock()
    const heard: string[] = []
    const engine = engineOf(clock, [], {
      onEvent: (event: TurnEvent) => void heard.push(event.type),
      approve: () => (heard.push('approve'), 'allow'),
    })
    const other = engine.with([make('pay', () => 1, { needsApproval: true })])
    await finish(clock, other.execute([call('c', 'pay')]), 10, engine)
    assert.ok(heard.includes('approve') && heard.includes('turn.settled'), heard.join())
  })

  test('nothing is kept of it once it is let go of', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [make('a', () => 'a')], { limits: { crm: { concurrency: 2 } } })
    const refs: WeakRef<object>[] = []
    for (let n = 0; n < 200; n += 1) {
      const used = make('b', () => ({ n }), {
        reads: 'x',
        coalesce: true,
        limit: 'crm',
        concurrency: 1,
      })
      const other = engine.with([used])
      await clock.run(other.execute([call('c', 'b')]))
      refs.push(new WeakRef(other), new WeakRef(used))
    }
    assert.deepEqual(await held(engine), {})
    const left = await stillKept(refs)
    assert.ok(left <= 4, `${left} of ${refs.length} are still kept`)
  })
})

describe('open turns: each call is complete when added', () => {
  test('calls start when added, and keep call order with all that was added before', async () => {
    const spec = fc.record({
      writes: fc.boolean(),
      key: fc.constantFrom('a', 'a/b', 'c', '*'),
      addMs: fc.integer({ min: 0, max: 15 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(spec, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (specs, concurrency) => {
          const clock = virtualClock()
          const spans: { start: number; end: number }[] = []
          const work = async (input: Input): Promise<void> => {
            const start = clock.now()
            await sleep(clock, 10)
            spans[Number(input['n'])] = { start, end: clock.now() }
          }
          const engine = engineOf(
            clock,
            [make('write', work, { writes: key }), make('read', work, { reads: key })],
            { concurrency },
          )
          const turn = engine.turn({ open: true })
          const told: Promise<unknown>[] = []
          for (const [n, { writes, key, addMs }] of specs.entries()) {
            told.push(turn.add(call(`c${n}`, writes ? 'write' : 'read', { n, key })))
            await clock.advance(addMs)
          }
          // All of them end although the turn is not committed; only its report waits for that.
          const results = await clock.run(Promise.all(told))
          let isReported = false
          void turn.report.then(() => (isReported = true))
          await clock.advance(1_000)
          assert.equal(isReported, false)
          turn.commit()
          const report = await finish(clock, turn.report, 0, engine)
          assert.deepEqual(results, report.results)
          const meet = (one: string, other: string): boolean =>
            one === '*' ||
            other === '*' ||
            one === other ||
            one.startsWith(`${other}/`) ||
            other.startsWith(`${one}/`)
          for (const [n, one] of specs.entries())
            for (const [m, other] of specs.entries())
              if (m < n && (one.writes || other.writes) && meet(one.key, other.key))
                assert.ok(
                  (spans[m]?.end as number) <= (spans[n]?.start as number),
                  `c${n} did not wait for c${m}`,
                )
        },
      ),
      { numRuns: cases(150) },
    )
  })

  test('commit brings the rest; discard and cancel and the deadline stop what has not started', async () => {
    for (const end of ['commit', 'discard', 'cancel', 'deadline'] as const) {
      const clock = virtualClock()
      const log: string[] = []
      const engine = engineOf(clock, [noting(clock, log, 'write', { writes: key })], {
        graceMs: 20,
      })
      const turn = engine.turn({ open: true, ...(end === 'deadline' && { deadlineMs: 15 }) })
      const told = ['a', 'b', 'c'].map((id) => turn.add(call(id, 'write')))
      await clock.advance(15)
      if (end === 'commit') turn.commit([call('d', 'write')])
      if (end === 'discard') turn.discard('no')
      if (end === 'cancel') turn.cancel()
      const results = await clock.run(Promise.all(told))
      if (end === 'cancel' || end === 'deadline') turn.commit()
      const report = await finish(clock, turn.report, 50, engine)
      assert.deepEqual(report.results.slice(0, 3), results)
      assert.equal(results[0]?.status, 'ok', end)
      assert.equal(
        log.filter((line) => line.includes('start')).length,
        end === 'commit' ? 4 : 2,
        end,
      )
    }
  })

  test('an open turn that is over takes calls and answers them, and none of them runs', async () => {
    const clock = virtualClock()
    let runs = 0
    const engine = engineOf(clock, [make('write', () => (runs += 1), { writes: 'x' })])
    for (const end of ['cancel', 'discard'] as const) {
      const turn = engine.turn({ open: true })
      if (end === 'cancel') turn.cancel()
      else turn.discard('no')
      if (end === 'cancel') {
        const { status } = await clock.run(turn.add(call('late', 'write')))
        assert.equal(status, 'cancelled')
        turn.commit()
      }
      await finish(clock, turn.report, 10, engine)
    }
    assert.equal(runs, 0)
  })
})

describe('add: its promise, its signal, its body', () => {
  test('the promise is the call’s result, whatever becomes of it, and never rejects', async () => {
    const clock = virtualClock()
    const tools = [
      make('ok', () => 1),
      make('fails', () => Promise.reject(new Error('no'))),
      make('hangs', () => new Promise(() => {}), { timeoutMs: 50 }),
      make('pay', () => 1, { needsApproval: true }),
    ]
    const engine = engineOf(clock, tools, { approve: () => 'deny', graceMs: 5 })
    const names = ['ok', 'fails', 'hangs', 'pay', 'nope']
    for (const end of ['commit', 'discard', 'cancel'] as const) {
      const turn = engine.turn()
      const told = names.map((name, n) => turn.add(call(`c${n}`, name)))
      if (end === 'cancel') turn.cancel()
      if (end === 'discard') turn.discard('no')
      else turn.commit()
      const { results } = await finish(clock, turn.report, 200, engine)
      assert.deepEqual(await clock.run(Promise.all(told)), results, end)
    }
  })

  test('its signal cancels that call alone, at whatever moment, and no listener stays', async () => {
    for (const when of [
      'already',
      'before commit',
      'in line',
      'running',
      'waiting for a retry',
      'settled',
    ] as const) {
      const clock = virtualClock()
      const log: string[] = []
      const flaky = make(
        'flaky',
        () => {
          throw new ToolError('busy', { retryAfterMs: 100 })
        },
        { reads: [], retries: 1 },
      )
      const engine = engineOf(clock, [noting(clock, log, 'write', { writes: 'doc' }), flaky], {
        graceMs: 5,
      })
      const abort = new AbortController()
      const { signal } = abort
      if (when === 'already') abort.abort()
      const turn = engine.turn()
      const first = turn.add(call('first', 'write'))
      const mine = turn.add(call('mine', when === 'waiting for a retry' ? 'flaky' : 'write'), {
        signal,
      })
      const last = turn.add(call('last', 'write'))
      if (when === 'before commit') abort.abort(new Error('enough'))
      turn.commit()
      await clock.advance(
        { 'in line': 5, running: 15, 'waiting for a retry': 50, settled: 25 }[when as string] ?? 0,
      )
      if (!signal.aborted) abort.abort(new Error('enough'))
      await finish(clock, turn.report, 200, engine)
      const statuses = (await Promise.all([first, mine, last])).map(({ status }) => status)
      assert.deepEqual(statuses, ['ok', when === 'settled' ? 'ok' : 'cancelled', 'ok'], when)
      assert.equal(
        log.some((line) => line.includes('start mine')),
        when === 'running' || when === 'settled',
        when,
      )
      assert.equal(getEventListeners(signal, 'abort').length, 0, when)
    }
  })

  test('run is the body in place of the tool’s, with the checked input, in the context of who added it', async () => {
    const who = new AsyncLocalStorage<string>()
    const clock = virtualClock()
    const seen: unknown[] = []
    const inputSchema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        jsonSchema: { input: () => ({}) },
        validate: ({ n }: Input) =>
          typeof n === 'number' ? { value: { n: n + 1 } } : { issues: [{ message: 'no' }] },
      },
    }
    const engine = engineOf(
      clock,
      [
        make('t', () => assert.fail('the tool’s own body'), {
          inputSchema,
          needsApproval: ({ n }: Input) => n === 100,
          reads: [],
          retries: 1,
        }),
      ],
      { approve: () => 'deny' },
    )
    const turn = who.run('the turn', () => engine.turn({ open: true }))
    const add = (
      name: string,
      n: unknown,
      run: (
        input: Input,
        context: { attempt: number; callId: string; idempotencyKey: string; signal: AbortSignal },
      ) => unknown,
    ) => who.run(name, () => turn.add(call(name, 't', { n }), { run: run as never }))
    const note =
      (what: string) =>
      (
        input: Input,
        {
          attempt,
          callId,
          idempotencyKey,
          signal,
        }: { attempt: number; callId: string; idempotencyKey: string; signal: AbortSignal },
      ) => {
        seen.push([what, input, callId, attempt, who.getStore()])
        assert.ok(signal instanceof AbortSignal)
        assert.equal(typeof idempotencyKey, 'string')
        if (what === 'retried' && attempt === 1) throw new ToolError('busy', { retryable: true })
        return sleep(clock, 1).then(() => [what, who.getStore()])
      }
    const told = await clock.run(
      Promise.all([
        add('ann', 1, note('plain')),
        add('bob', 2, note('retried')),
        add('cy', 'x', note('wrong')),
        add('di', 99, note('denied')),
      ]),
    )
    assert.deepEqual(
      told.map(({ status }) => status),
      ['ok', 'ok', 'failed', 'denied'],
    )
    assert.deepEqual(told[0]?.value, ['plain', 'ann'])
    assert.deepEqual(told[1]?.value, ['retried', 'bob'])
    assert.deepEqual(
      seen.sort(),
      [
        ['plain', { n: 2 }, 'ann', 1, 'ann'],
        ['retried', { n: 3 }, 'bob', 1, 'bob'],
        ['retried', { n: 3 }, 'bob', 2, 'bob'],
      ].sort(),
    )
    turn.commit()
    await finish(clock, turn.report, 10, engine)
  })

  test('a body that throws is a failed result; so is whatever it throws', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [make('t', () => 1)])
    for (const thrown of [
      new Error('no'),
      undefined,
      'text',
      Object.create(null),
      new ToolError('own', { code: 'mine' }),
    ]) {
      const turn = engine.turn({ open: true })
      const told = turn.add(call('c', 't'), {
        run: () => {
          throw thrown
        },
      })
      assert.equal((await clock.run(told)).status, 'failed')
      turn.commit()
      await finish(clock, turn.report, 10, engine)
    }
  })

  test('turns inside the body are children of the call: its slot, its keys, its end', async () => {
    for (const stop of [false, true]) {
      const clock = virtualClock()
      const log: string[] = []
      const engine = engineOf(
        clock,
        [
          noting(clock, log, 'edit', { writes: 'doc/a' }),
          make('outer', () => 1, { writes: 'doc' }),
        ],
        { concurrency: 1, graceMs: 3 },
      )
      const turn = engine.turn({ open: true })
      const told = turn.add(call('o', 'outer'), {
        run: async () => {
          for (let round = 0; round < 3; round += 1)
            await engine.execute([call(`i${round}`, 'edit')])
          return 'done'
        },
      })
      await clock.advance(15)
      if (stop) turn.cancel('o')
      const { status } = await clock.run(told)
      await clock.runUntilIdle()
      // A body that ends within the grace has ended.
      assert.equal(status, 'ok')
      assert.equal(log.filter((line) => line.includes('start')).length, stop ? 2 : 3)
      turn.commit()
      await finish(clock, turn.report, 10, engine)
    }
  })
})

describe('withdraw: a body that has neither failed nor ended', () => {
  const thrown = {
    error: new Error('interrupted'),
    'an object': { reason: 'suspended' },
    'a text': 'later',
  }
  for (const [name, error] of Object.entries(thrown))
    for (const how of ['run', 'execute', 'late'] as const)
      test(`add’s promise rejects with the very ${name}; the call is told as withdrawn (${how})`, async () => {
        const clock = virtualClock()
        const kept: JournalRecord[] = []
        const inner = memoryJournal()
        const journal = {
          ...inner,
          append: (record: JournalRecord) => (kept.push(record), inner.append(record)),
        }
        let bodies = 0
        const body = async (): Promise<void> => {
          bodies += 1
          if (how === 'late') await sleep(clock, 5)
          withdraw(error)
        }
        const engine = engineOf(
          clock,
          [
            make('w', how === 'run' ? () => 1 : body, {
              writes: 'doc',
              idempotent: true,
              retries: 3,
              breaker: { consecutiveFailures: 1 },
            }),
            make('next', () => 'done', { writes: 'doc' }),
          ],
          { journal },
        )
        const turn = engine.turn({ id: 't', onFailure: 'cancel-rest' })
        const told = turn.add(call('c', 'w'), how === 'run' ? { run: body } : {})
        const caught = told.then(
          () => assert.fail('it resolved'),
          (reason: unknown) => reason,
        )
        void turn.add(call('n', 'next'))
        turn.commit()
        const { results } = await finish(clock, turn.report, 20, engine)
        assert.equal(await caught, error)
        assert.equal(codes(results), 'c withdrawn, n ok')
        assert.equal(results[0]?.status, 'cancelled')
        assert.equal(bodies, 1, 'it was tried again')
        assert.ok(!kept.some((record) => record.kind === 'call.settled' && record.callKey === 'c'))
        // After a crash it is as if it had never started; here, the breaker has seen no failure.
        const again = engineOf(
          clock,
          [
            make('w', () => 'resumed', { writes: 'doc' }),
            make('next', () => 'no', { writes: 'doc' }),
          ],
          { journal: inner },
        )
        const resumed = again.turn({ id: 't' })
        resumed.commit([call('c', 'w'), call('n', 'next')])
        const { results: after } = await clock.run(resumed.report)
        assert.deepEqual(
          after.map(({ value }) => value),
          ['resumed', 'done'],
        )
        const other = engine.turn({ id: 'other', open: true })
        assert.equal((await clock.run(other.add(call('x', 'w'), { run: () => 'up' }))).status, 'ok')
        other.commit()
        await finish(clock, other.report, 10, engine)
      })

  test('a read that was withdrawn is not kept when a write follows it: it runs when it comes again', async () => {
    const clock = virtualClock()
    const journal = memoryJournal()
    const calls = [call('r', 'read'), call('w', 'write')]
    const play = async (end: () => unknown): Promise<string> => {
      const tools = [
        make('read', () => sleep(clock, 5).then(end), { reads: 'doc' }),
        make('write', () => 'done', { writes: 'doc' }),
      ]
      const engine = engineOf(clock, tools, { journal })
      return codes((await finish(clock, engine.execute(calls, { id: 't' }), 10, engine)).results)
    }
    assert.equal(await play(() => withdraw(new Error('interrupted'))), 'r withdrawn, w ok')
    assert.equal(await play(() => 'resumed'), 'r ok, w ok')
  })

  test('nobody need take the rejection: the process hears nothing of it', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [make('w', () => withdraw(new Error('interrupted')))])
    const found = await strays(async () => {
      const turn = engine.turn()
      void turn.add(call('c', 'w'))
      turn.commit()
      await finish(clock, turn.report, 10, engine)
      const { results } = await finish(clock, engine.execute([call('d', 'w')]), 10, engine)
      assert.equal(codes(results), 'd withdrawn')
    })
    assert.deepEqual(found, [])
  })
})

describe('who is in the way', () => {
  test('each wait for a call of this turn or another says which, and on which key', async () => {
    const clock = virtualClock()
    const events: TurnEvent[] = []
    const tools = [
      noting(clock, [], 'write', { writes: key }),
      noting(clock, [], 'look', { reads: 'look', coalesce: true }),
      make('needs', () => 1),
    ]
    const engine = engineOf(clock, tools)
    const other = engine.turn({ id: 'other' })
    other.commit([call('far', 'write', { key: 'file/src' })])
    const turn = engine.turn({
      id: 'mine',
      references: true,
      onEvent: (event) => void events.push(event),
    })
    turn.commit([
      call('near', 'write', { key: 'doc' }),
      call('same', 'write', { key: 'doc' }),
      call('cross', 'write', { key: 'file/src/a.ts' }),
      call('lead', 'look'),
      call('follow', 'look'),
      call('need', 'needs', { from: '${near}' }),
    ])
    const { results } = await finish(clock, turn.report, 100, engine)
    const by = Object.fromEntries(
      results.map(({ id, timing }) => [id, timing.waits.map(({ reason, by }) => [reason, by])]),
    )
    const first = (id: string, reason: string): unknown =>
      by[id]?.find(([was]) => was === reason)?.[1]
    assert.deepEqual(first('same', 'conflict'), {
      turnId: 'mine',
      callId: 'near',
      index: 0,
      key: 'doc',
    })
    const cross = first('cross', 'conflict') as { turnId: string; callId: string; key: string }
    assert.deepEqual([cross.turnId, cross.callId], ['other', 'far'])
    assert.match(cross.key, /^file\/src/)
    assert.deepEqual(first('follow', 'shared'), { turnId: 'mine', callId: 'lead', index: 3 })
    assert.deepEqual(first('need', 'dependency'), { turnId: 'mine', callId: 'near', index: 0 })
    for (const [id, reason] of [
      ['same', 'conflict'],
      ['cross', 'conflict'],
      ['follow', 'shared'],
      ['need', 'dependency'],
    ] as const) {
      const event = events.find(
        (event) => event.type === 'call.waiting' && event.callId === id && event.reason === reason,
      )
      assert.deepEqual(
        event !== undefined && 'by' in event ? event.by : undefined,
        first(id, reason),
        `the event of ${id}`,
      )
    }
    assert.equal(
      by['near']?.some(([, who]) => who !== undefined),
      false,
    )
  })
})

describe('aroundAttempt: a span around each body', () => {
  const span = new AsyncLocalStorage<string>()

  test('it is told which attempt, in the attempt’s context; the body runs inside what it sets up', async () => {
    const clock = virtualClock()
    const about: unknown[] = []
    const spans: unknown[] = []
    const holder: { engine?: Engine } = {}
    const engine = (holder.engine = engineOf(
      clock,
      [
        make(
          'flaky',
          async (_input, { attempt }) => {
            spans.push(span.getStore())
            await sleep(clock, 1)
            spans.push(span.getStore())
            if (attempt === 1) throw new ToolError('busy', { retryable: true })
            const { results } = await (holder.engine as Engine).execute([call('i', 'inner')])
            return results[0]?.value
          },
          { reads: [], retries: 1 },
        ),
        make('inner', () => span.getStore()),
      ],
      {
        aroundAttempt: (
          { turnId, callId, index, name, attempt, input }: Record<string, unknown>,
          run: () => unknown,
        ) => {
          if (name === 'flaky') about.push({ turnId, callId, index, name, attempt, input })
          return span.run(`${span.getStore() ?? 'root'}>${String(callId)}#${String(attempt)}`, run)
        },
      },
    ))
    const { results } = await finish(
      clock,
      engine.execute([call('c', 'flaky', { a: 1 })], { id: 't' }),
      10_000,
      engine,
    )
    const one = { turnId: 't', callId: 'c', index: 0, name: 'flaky', input: { a: 1 } }
    assert.deepEqual(about, [
      { ...one, attempt: 1 },
      { ...one, attempt: 2 },
    ])
    assert.deepEqual(spans, ['root>c#1', 'root>c#1', 'root>c#2', 'root>c#2'])
    assert.equal(results[0]?.value, 'root>c#2>i#1')
  })

  const hooks: Record<string, [(about: unknown, run: () => unknown) => unknown, boolean]> = {
    'returns something else': [
      (_about, run) => {
        run()
        return 'other'
      },
      false,
    ],
    'returns nothing': [(_about, run) => void run(), false],
    'returns what run gives': [(_about, run) => run(), false],
    'runs it twice': [
      (_about, run) => {
        run()
        return run()
      },
      false,
    ],
    'does not run it': [() => 'other', true],
    'runs it late': [(_about, run) => void setImmediate(run), true],
    throws: [
      () => {
        throw new Error('broken')
      },
      true,
    ],
    'throws after it has run it': [
      (_about, run) => {
        void run()
        throw new Error('broken')
      },
      true,
    ],
  }
  for (const [name, [aroundAttempt, warns]] of Object.entries(hooks))
    test(`a hook that ${name}: the body runs once, and its result is the attempt’s`, async () => {
      for (const body of ['sync', 'async', 'throws', 'rejects'] as const) {
        const clock = virtualClock()
        let bodies = 0
        const work = make('work', () => {
          bodies += 1
          if (body === 'throws') throw new ToolError('own')
          if (body === 'rejects') return Promise.reject(new ToolError('own'))
          return body === 'sync' ? 'mine' : Promise.resolve('mine')
        })
        const engine = engineOf(clock, [work], { aroundAttempt })
        const found = await strays(async () => {
          const { results, warnings } = await finish(
            clock,
            engine.execute([call('c', 'work')]),
            10,
            engine,
          )
          const isOk = body === 'sync' || body === 'async'
          assert.equal(results[0]?.content, isOk ? 'mine' : 'own', body)
          assert.equal(results[0]?.status, isOk ? 'ok' : 'failed', body)
          // What the body itself throws is no fault of a hook that lets it pass.
          const isFault = warns && !(name === 'throws after it has run it' && body === 'throws')
          assert.equal(warnings.length > 0, isFault, `${body}: ${warnings.join()}`)
        })
        assert.equal(bodies, 1, body)
        assert.deepEqual(found, [], body)
        await nothingHeld(clock, engine)
      }
    })
})
