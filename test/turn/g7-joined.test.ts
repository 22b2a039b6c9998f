import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { withdraw } from '../../src/call/errors/withdraw.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import { tool, type AnyTool, type ToolContext, type ToolDefinition } from '../../src/call/tool.ts'
import type { Journal, JournalRecord } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { Engine, EngineOptions, Turn } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { holdings } from '../../src/turn/holdings.ts'
import { TurnOwners } from '../../src/turn/shared/call-owners.ts'
import { sleep } from '../../src/util/clock.ts'

/** An engine with a journal, and what its tools did. */
function lab(options?: Partial<EngineOptions>) {
  const clock = virtualClock()
  const kept = memoryJournal()
  const records: JournalRecord[] = []
  const journal: Journal = {
    ...kept,
    append: (record) => {
      records.push(record)
      return kept.append(record)
    },
  }
  const log: string[] = []
  const make = (name: string, extra?: Partial<ToolDefinition>): AnyTool =>
    tool({
      name,
      execute: async (_input: Record<string, unknown>, { signal }: ToolContext) => {
        log.push(name)
        await sleep(clock, 20, signal)
        return { did: name }
      },
      ...extra,
    }) as AnyTool
  const engine = (tools: readonly AnyTool[]): Engine =>
    createEngine({ tools, clock, journal, ...options })
  return { clock, journal, records, log, make, engine }
}

const pay = [{ id: 'c1', name: 'pay', input: { to: 'x' } }]
const kinds = (records: readonly JournalRecord[]): string[] => records.map(({ kind }) => kind)

describe('G7: a turn that is there twice at once', () => {
  for (const [what, extra] of [
    ['declares nothing', {}],
    ['writes', { writes: 'account' }],
    ['reads', { reads: 'account' }],
    ['is idempotent', { idempotent: true }],
  ] as const)
    test(`a call of a tool that ${what} runs once, and all get its result`, async () => {
      const { clock, journal, records, log, make, engine } = lab()
      // A journal is one for all engines that write to it.
      const engines = [engine([make('pay', extra)]), engine([make('pay', extra)])]
      const reports = []
      for (const afterMs of [0, 0, 5, 10]) {
        await clock.advance(afterMs)
        for (const one of engines) reports.push(one.execute(pay, { id: 't' }))
      }
      const all = await clock.run(Promise.all(reports))
      assert.deepEqual(log, ['pay'])
      for (const { results, outcome } of all) {
        assert.equal(outcome, 'complete')
        assert.deepEqual(results[0]?.value, { did: 'pay' })
      }
      assert.deepEqual(
        all.map(({ results }) => results[0]?.restored === true),
        [false, true, true, true, true, true, true, true],
      )
      const once = what === 'reads' ? [] : ['call.started', 'call.settled']
      assert.deepEqual(kinds(records), once)
      for (const one of engines) assert.equal(holdings(one)['joined'], 0)
      assert.equal(TurnOwners.of(journal).size, 0)
    })

  test('nobody is asked twice, and one decision is for one run', async () => {
    let asked = 0
    const { clock, log, make, engine } = lab({
      approve: async () => {
        asked += 1
        await sleep(clock, 50)
        return 'allow' as const
      },
    })
    const run = engine([make('pay', { needsApproval: true })])
    const reports = [run.execute(pay, { id: 't' }), run.execute(pay, { id: 't' })]
    const all = await clock.run(Promise.all(reports))
    assert.deepEqual([asked, log], [1, ['pay']])
    assert.deepEqual(
      all.map(({ results }) => results[0]?.status),
      ['ok', 'ok'],
    )
  })

  test('who leaves early keeps nothing from being kept: nothing false is written of the call', async () => {
    const { clock, records, make, engine } = lab()
    const run = engine([make('pay')])
    const first = run.execute(pay, { id: 't' })
    const second = run.turn({ id: 't' })
    second.commit(pay)
    await clock.advance(5)
    second.cancel()
    const left = (await clock.run(second.report)).results[0]
    assert.equal(left?.status, 'unknown')
    assert.match(
      String(left.content),
      /was not run now: .* in another turn of this id, and may or may not/,
    )
    assert.equal((await clock.run(first)).results[0]?.status, 'ok')
    assert.deepEqual(kinds(records), ['call.started', 'call.settled'])
    const again = await clock.run(run.execute(pay, { id: 't' }))
    assert.deepEqual(again.results[0]?.value, { did: 'pay' })
  })

  test('what one of them left in doubt is kept as the other was told', async () => {
    const { clock, journal, make, engine } = lab()
    const run = engine([make('pay')])
    const first = run.turn({ id: 't' })
    first.commit(pay)
    const other = run.execute(pay, { id: 't' })
    await clock.advance(5)
    first.suspend({ withinMs: 1 })
    const [told] = (await clock.run(other)).results
    assert.equal(told?.status, 'unknown')
    const [kept] = (await clock.run(journal.turn('t'))).values()
    assert.deepEqual([kept?.result?.status, kept?.result?.content], ['unknown', told?.content])
  })

  test('who cannot ask the journal does not take a call over as a new one', async () => {
    const { clock, journal, records, log, make } = lab()
    const run = createEngine({
      tools: [make('pay', { idempotent: true })],
      clock,
      journal: { ...journal, turn: () => new Promise<never>(() => {}) },
    })
    const first = run.turn({ id: 't' })
    first.commit(pay)
    const second = run.execute(pay, { id: 't' })
    first.suspend({ withinMs: 0 })
    for (const [report, code] of [
      [first.report, 'suspended'],
      [second, 'journal'],
    ] as const) {
      const [told] = (await clock.run(report)).results
      assert.deepEqual([told?.status, told?.error?.code], ['unknown', code])
    }
    assert.deepEqual([log, records], [[], []])
  })

  test('what one of them could not ask the journal about runs for the other, in call order', async () => {
    const { clock, journal, log, make } = lab()
    let asked = 0
    const run = createEngine({
      tools: [make('pay', { writes: 'account' }), make('look', { reads: 'account' })],
      clock,
      journal: {
        ...journal,
        // Of the first it is not told in time, of the second hardly.
        turn: async (id) => {
          await sleep(clock, (asked += 1) === 1 ? 10_001 : 9_990)
          return journal.turn(id)
        },
      },
    })
    const both = [...pay, { id: 'c2', name: 'look', input: {} }]
    const first = run.execute(both, { id: 't' })
    await clock.advance(20)
    const second = run.execute(both, { id: 't' })
    const told = async (report: Promise<TurnReport>): Promise<unknown[]> =>
      (await clock.run(report)).results.map(({ status }) => status)
    assert.deepEqual(await told(first), ['unknown', 'failed'])
    assert.deepEqual(await told(second), ['ok', 'ok'])
    assert.deepEqual(log, ['pay', 'look'])
  })

  test('of what is in doubt no turn says that it was not run, also one that is suspended as it comes', async () => {
    const { clock, journal, make, engine } = lab()
    const started = { turnId: 't', callKey: 'c1', name: 'pay', input: '{"to":"x"}' }
    const start = { kind: 'call.started', ...started, idempotencyKey: 't:c1', atMs: 1 } as const
    await clock.run(journal.append(start))
    const run = engine([make('pay'), make('look', { reads: 'account' })])
    const both = [...pay, { id: 'c2', name: 'look', input: {} }]
    const [before] = (await clock.run(run.execute(both, { id: 't' }))).results
    void run.execute(both, { id: 't' })
    const second = run.turn({ id: 't' })
    second.commit(both)
    second.suspend({ withinMs: 0 })
    const [told] = (await clock.run(second.report)).results
    assert.deepEqual([told?.status, told?.content], ['unknown', before?.content])
  })

  test('what one of them was told, the other is told, although it leaves before it comes so far', async () => {
    const { clock, journal, records, log, make } = lab()
    let asked = 0
    const run = createEngine({
      tools: [make('pay', { writes: 'account', needsApproval: true })],
      clock,
      approve: () => 'deny',
      journal: {
        ...journal,
        append: (record) => sleep(clock, 20).then(() => journal.append(record)),
        turn: async (id) => {
          const history = await journal.turn(id)
          await sleep(clock, (asked += 1) * 15)
          return history
        },
      },
    })
    const first = run.execute(pay, { id: 't' })
    const [early, late] = [run.turn({ id: 't' }), run.turn({ id: 't' })]
    for (const turn of [early, late]) turn.commit(pay)
    // The one leaves while the other's end is being kept, and the other one when that is told.
    await clock.advance(5)
    early.cancel()
    late.cancel()
    const results = []
    for (const report of [first, early.report, late.report])
      results.push((await clock.run(report)).results[0])
    const [denied, open, restored] = results
    assert.deepEqual([denied?.status, restored?.status], ['denied', 'denied'])
    assert.equal(restored?.content, denied?.content)
    assert.equal(open?.status, 'unknown')
    assert.deepEqual([log, kinds(records)], [[], ['call.settled']])
  })

  test('a call that has not started, and of whose end nothing is kept, leaves nobody in doubt', async () => {
    // With one that comes later the journal has its start, of which it does not know yet that it is withdrawn.
    for (const afterMs of [0, 5]) {
      const { clock, journal, log, make } = lab()
      const slow: Journal = {
        ...journal,
        append: async (record) => {
          await journal.append(record)
          await sleep(clock, 10)
        },
      }
      const run = createEngine({ tools: [make('pay')], clock, journal: slow })
      const first = run.turn({ id: 't' })
      first.commit(pay)
      await clock.advance(afterMs)
      const second = run.turn({ id: 't' })
      second.commit(pay)
      await clock.advance(6 - afterMs)
      first.suspend({ withinMs: 0 })
      await clock.advance(1)
      second.cancel()
      const left = (await clock.run(second.report)).results[0]
      assert.equal(left?.content, 'pay was not run: It was cancelled.', `${afterMs} ms`)
      assert.deepEqual(log, [])
    }
  })

  test('what was read in a plan is kept once, however many turns have it', async () => {
    const turns: { first?: Turn } = {}
    const { clock, records, log, make, engine } = lab({
      batch: true,
      onEvent: (event) => {
        if (event.type === 'call.settled' && event.callId === 'p')
          turns.first?.suspend({ withinMs: 0 })
      },
    })
    const run = engine([make('look', { reads: 'account' }), make('pay', { writes: 'account' })])
    const steps = [
      { id: 's1', tool: 'look', input: {} },
      { id: 's2', tool: 'pay', input: {} },
    ]
    const calls = [{ id: 'p', name: 'batch', input: { steps } }, ...pay]
    turns.first = run.turn({ id: 't' })
    const second = run.turn({ id: 't' })
    for (const turn of [turns.first, second]) for (const one of calls) void turn.add(one)
    await clock.advance(1)
    for (const turn of [turns.first, second]) turn.commit()
    const { outcome, warnings } = await clock.run(second.report)
    assert.deepEqual([outcome, warnings], ['complete', []])
    assert.deepEqual(log, ['look', 'pay', 'pay'])
    const kept = records.flatMap((one) => (one.kind === 'call.settled' ? [one.callKey] : []))
    assert.equal(kept.filter((key) => key === 's1').length, 1)
  })

  test('what a read came to by itself is told to all, although its turn was suspended meanwhile', async () => {
    const { clock, log, make, engine } = lab()
    const fails = async (): Promise<never> => {
      log.push('look')
      await sleep(clock, 20)
      throw new Error('There is no such journal.')
    }
    const run = engine([make('look', { reads: 'account', execute: fails })])
    const look = [{ id: 'c1', name: 'look', input: {} }]
    const first = run.turn({ id: 't' })
    first.commit(look)
    const second = run.execute(look, { id: 't' })
    await clock.advance(5)
    first.suspend({ withinMs: 100 })
    for (const report of [first.report, second])
      assert.equal((await clock.run(report)).results[0]?.error?.code, 'tool_threw')
    assert.deepEqual(log, ['look'])
  })

  test('if the one that runs it is cancelled, a write is cancelled for all; a read runs for those who are left', async () => {
    for (const [extra, second, ran] of [
      [{ writes: 'account' }, 'cancelled', 1],
      [{ reads: 'account' }, 'ok', 2],
    ] as const) {
      const { clock, log, make, engine } = lab()
      const run = engine([make('pay', extra)])
      const first = run.turn({ id: 't' })
      first.commit(pay)
      const other = run.execute(pay, { id: 't' })
      await clock.advance(5)
      first.cancel()
      const { results } = await clock.run(other)
      assert.deepEqual([results[0]?.status, log.length], [second, ran])
    }
  })

  test('another call in its place is answered at once, and the first is not touched', async () => {
    const { clock, log, make, engine } = lab()
    const run = engine([make('pay')])
    const first = run.execute(pay, { id: 't' })
    const other = [{ id: 'c1', name: 'pay', input: { to: 'y' } }]
    const { results } = await clock.run(run.execute(other, { id: 't' }))
    assert.deepEqual([results[0]?.status, results[0]?.error?.code], ['failed', 'journal_mismatch'])
    assert.equal((await clock.run(first)).outcome, 'complete')
    assert.deepEqual(log, ['pay'])
  })

  test('a call that was withdrawn is run by who has joined it', async () => {
    let runs = 0
    const { clock, make, engine } = lab()
    const run = engine([
      make('pay', {
        execute: async () => {
          runs += 1
          await sleep(clock, 10)
          if (runs === 1) withdraw(new Error('Ask a person.'))
          return 'paid'
        },
      }),
    ])
    const first = run.execute(pay, { id: 't' })
    const second = run.execute(pay, { id: 't' })
    assert.equal((await clock.run(first)).results[0]?.error?.code, 'withdrawn')
    assert.equal((await clock.run(second)).results[0]?.value, 'paid')
    assert.equal(runs, 2)
  })

  test('a turn that nobody completes keeps nobody waiting', async () => {
    const { clock, log, make, engine } = lab()
    const run = engine([make('pay')])
    run.turn({ id: 't' }).add(pay[0] as (typeof pay)[0])
    await clock.advance(1)
    assert.equal((await clock.run(run.execute(pay, { id: 't' }))).outcome, 'complete')
    assert.deepEqual(log, ['pay'])
  })

  test('what comes when the call has ended gets its result, whatever the journal says when', async () => {
    // The journal answers late, with what it had when it was asked.
    for (const lateMs of [0, 10, 30]) {
      const { clock, journal, log, make } = lab()
      const slow: Journal = {
        ...journal,
        turn: async (id) => {
          const history = await journal.turn(id)
          await sleep(clock, lateMs)
          return history
        },
      }
      const run = createEngine({ tools: [make('pay')], clock, journal: slow })
      const first = run.turn({ id: 't', fresh: true })
      first.commit(pay)
      await clock.advance(10)
      const second = await clock.run(run.execute(pay, { id: 't' }))
      assert.deepEqual([second.results[0]?.status, log.length], ['ok', 1], `${lateMs} ms`)
    }
  })

  test('a call that waits for itself is told so', async () => {
    const engines: { run?: Engine } = {}
    const { clock, make, engine } = lab()
    const seen: unknown[] = []
    const within = async (): Promise<string> => {
      const { results } = await (engines.run as Engine).execute(pay, { id: 't' })
      seen.push(results[0]?.error?.code)
      return 'done'
    }
    engines.run = engine([make('pay', { execute: within })])
    const { outcome } = await clock.run(engines.run.execute(pay, { id: 't' }))
    assert.deepEqual([outcome, seen], ['complete', ['deadlock']])
  })

  test('a circle through a joined call and a key is seen, whichever side closes it', async () => {
    for (const first of ['join', 'key'] as const) {
      const engines: { run?: Engine } = {}
      const { clock, make, engine } = lab({
        approve: async () => {
          // Before it, or after it, somebody inside the outer call has joined.
          await sleep(clock, first === 'join' ? 30 : 5)
          return 'allow' as const
        },
      })
      const codes: unknown[] = []
      const note = async (turn: Promise<TurnReport>): Promise<void> => {
        codes.push((await turn).results[0]?.error?.code)
      }
      const outer = make('outer', {
        writes: 'account',
        execute: async () => {
          await sleep(clock, first === 'join' ? 10 : 20)
          await note((engines.run as Engine).execute(pay, { id: 't' }))
          return 'done'
        },
      })
      engines.run = engine([make('pay', { writes: 'account', needsApproval: true }), outer])
      const holding = engines.run.execute([{ id: 'o', name: 'outer', input: {} }])
      await clock.advance(1)
      const paying = engines.run.execute(pay, { id: 't' })
      await clock.run(Promise.all([holding, note(paying)]))
      assert.ok(codes.includes('deadlock'), `${first}: ${codes.join(', ')}`)
      assert.ok(clock.now() < 1_000, 'No time-out had to end it.')
    }
  })
})

test('G7: no two calls have one idempotency key, whatever their turns and they are called', async () => {
  const { clock, make, engine } = lab()
  const keys: string[] = []
  const run = engine([
    make('pay', { execute: (_input, { idempotencyKey }) => void keys.push(idempotencyKey) }),
  ])
  for (const [id, callId] of [
    ['a:b', 'c'],
    ['a', 'b:c'],
    ['a%3Ab', 'c'],
    ['t', 'c1'],
  ] as const)
    await clock.run(run.execute([{ id: callId, name: 'pay', input: {} }], { id }))
  assert.equal(new Set(keys).size, 4)
  assert.equal(keys.at(-1), 't:c1')
})

test('G7: a call that had started goes on under the key that the journal has', async () => {
  const { clock, journal, make, engine } = lab()
  const started = { turnId: 'a:b', callKey: 'c1', name: 'pay', input: '{"to":"x"}' }
  await clock.run(
    journal.append({ kind: 'call.started', ...started, idempotencyKey: 'a:b:c1', atMs: 1 }),
  )
  const keys: string[] = []
  const pays = make('pay', {
    idempotent: true,
    execute: (_input, { idempotencyKey }) => void keys.push(idempotencyKey),
  })
  const { outcome } = await clock.run(engine([pays]).execute(pay, { id: 'a:b' }))
  assert.deepEqual([outcome, keys], ['complete', ['a:b:c1']])
})
