import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool, type ToolContext, type ToolDefinition } from '../../src/call/tool.ts'
import type { Journal, JournalRecord } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep } from '../../src/util/clock.ts'

/** Engines that do not know of each other, as of two copies of the package, but write to one journal. */
function lab() {
  const clock = virtualClock()
  const journal = memoryJournal()
  const records: JournalRecord[] = []
  let ran = 0
  const pay = (extra?: Partial<ToolDefinition>): AnyTool =>
    tool({
      name: 'pay',
      writes: 'account',
      execute: async (_input: Record<string, unknown>, { signal }: ToolContext) => {
        ran += 1
        const run = ran
        await sleep(clock, 20, signal)
        return { run }
      },
      ...extra,
    }) as AnyTool
  const engine = (tools: readonly AnyTool[], own?: Partial<Journal>): Engine => {
    const append: Journal['append'] = (record) => {
      records.push(record)
      return journal.append(record)
    }
    const approve = () => 'wait' as const
    return createEngine({ tools, clock, approve, journal: { ...journal, append, ...own } })
  }
  return { clock, journal, records, pay, engine, ran: () => ran }
}

const calls = [{ id: 'c1', name: 'pay', input: { to: 'x' } }]
const kept = async (journal: Journal) => (await journal.turn('t')).get('c1')
const starts = (records: readonly JournalRecord[]) =>
  records.flatMap((record) => (record.kind === 'call.started' ? [record.start] : []))

describe('G7: the start of a call is one', () => {
  for (const extra of [{}, { idempotent: true }])
    test(`of two who come to it at once, one runs it: ${JSON.stringify(extra)}`, async () => {
      const { clock, journal, records, pay, engine, ran } = lab()
      const [one, other] = [engine([pay(extra)]), engine([pay(extra)])]
      // The last has joined the second.
      const reports = [one, other, other].map((each) => each.execute(calls, { id: 't' }))
      const [first, second, third] = (await clock.run(Promise.all(reports))).map(
        ({ results }) => results[0],
      )
      assert.equal(ran(), 1)
      assert.deepEqual([first?.status, second?.status, third?.status], ['ok', 'unknown', 'unknown'])
      assert.equal(second?.error?.code, 'in_doubt')
      assert.deepEqual(starts(records), [1, 1, 1])
      assert.equal(records.filter(({ kind }) => kind === 'call.settled').length, 1)
      assert.match(second?.error?.message ?? '', /had started when .* somebody else has it\. /)
      assert.deepEqual((await kept(journal))?.result?.value, { run: 1 })
    })

  test('who gives a call up that another has started writes nothing of it', async () => {
    const { clock, journal, pay, engine } = lab()
    // It was asked before the other came.
    const before = journal.turn('t')
    const other = engine([pay({ needsApproval: true })], { turn: () => before }).turn({ id: 't' })
    other.commit(calls)
    await clock.advance(1)
    const report = engine([pay()]).execute(calls, { id: 't' })
    await clock.advance(5)
    other.cancel()
    assert.equal((await clock.run(other.report)).results[0]?.status, 'cancelled')
    assert.equal((await clock.run(report)).results[0]?.status, 'ok')
    assert.equal((await kept(journal))?.result?.status, 'ok')
  })

  test('who runs a call again says so, and of two who do, one does', async () => {
    const { clock, journal, records, pay, engine, ran } = lab()
    const again = pay({ idempotent: true })
    const first = engine([again]).turn({ id: 't' })
    first.commit(calls)
    await clock.advance(5)
    first.suspend({ withinMs: 1 })
    await clock.run(first.report)
    const reports = [engine([again]), engine([again])].map((one) => one.execute(calls, { id: 't' }))
    const results = (await clock.run(Promise.all(reports))).map((report) => report.results[0])
    assert.deepEqual(
      results.map((result) => result?.status),
      ['ok', 'unknown'],
    )
    assert.deepEqual([ran(), starts(records)], [2, [1, 2, 2]])
    const { starts: times, result } = (await kept(journal)) ?? {}
    assert.deepEqual([times, result?.value], [2, { run: 2 }])
  })

  test('who takes a call up in its own process goes on from the start that it had there', async () => {
    const { clock, journal, records, pay, engine, ran } = lab()
    const run = engine([pay({ idempotent: true })])
    const first = run.turn({ id: 't' })
    first.commit(calls)
    await clock.advance(5)
    const second = run.execute(calls, { id: 't' })
    await clock.advance(1)
    first.suspend({ withinMs: 1 })
    await clock.run(first.report)
    assert.equal((await clock.run(second)).results[0]?.status, 'ok')
    assert.deepEqual([ran(), starts(records)], [2, [1, 2]])
    assert.equal((await kept(journal))?.result?.status, 'ok')
  })

  test('a journal that does not count the starts is told which one comes', async () => {
    const { clock, records, pay, engine } = lab()
    const started = { turnId: 't', callKey: 'c1', name: 'pay', input: '{"to":"x"}', startedAtMs: 1 }
    const turn = async () => new Map([['c1', { ...started, idempotencyKey: 'k' }]])
    const append: Journal['append'] = async (record) => void records.push(record)
    const run = engine([pay({ idempotent: true })], { turn, append })
    assert.equal((await clock.run(run.execute(calls, { id: 't' }))).results[0]?.status, 'ok')
    assert.deepEqual(starts(records), [2])
  })
})
