import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FanfoldError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext, type ToolDefinition } from '../../src/call/tool.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import type { Journal, JournalRecord } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep } from '../../src/util/clock.ts'

const clock = virtualClock()

function make(name: string, extra: Partial<ToolDefinition>): AnyTool {
  return tool({
    name,
    execute: async (_input: Record<string, unknown>, { signal }: ToolContext) => {
      await sleep(clock, 20, signal)
      return name
    },
    ...extra,
  }) as AnyTool
}

const tools = [
  make('read', { reads: 'a' }),
  make('write', { writes: 'b' }),
  make('put', { writes: 'c', idempotent: true }),
  make('odd', {}),
]
const call = (name: string) => ({ id: name, name, input: {} })
const all = tools.map(({ name }) => call(name))
const statuses = (results: readonly ToolResult[]): string[] => results.map(({ status }) => status)

/** A journal that is slow to take a record. */
function slow(journal: Journal, ms: number): Journal {
  return {
    ...journal,
    append: async (record) => {
      await sleep(clock, ms)
      await journal.append(record)
    },
  }
}

describe('G7: of what may have run, nobody says that it was not run', () => {
  for (const [what, turn] of [
    ['fails', () => Promise.reject(new FanfoldError('the disk is gone', { code: 'journal_io' }))],
    ['does not answer', () => new Promise<never>(() => {})],
  ] as const)
    test(`of a turn whose history ${what}, only reads were not run for sure`, async () => {
      const kept: JournalRecord[] = []
      const append = async (record: JournalRecord): Promise<void> => void kept.push(record)
      const engine = createEngine({ tools, clock, journal: { ...memoryJournal(), turn, append } })
      const { results } = await clock.run(engine.execute(all, { id: 't' }))
      assert.deepEqual(statuses(results), ['failed', 'unknown', 'unknown', 'unknown'])
      assert.match(String(results[0]?.content), /^read was not run: the journal failed: /)
      for (const { content, error } of results.slice(1)) {
        assert.match(String(content), /was not run now: .* may or may not have taken effect/)
        assert.equal(error?.code, 'journal')
      }
      // What is not known is not written either.
      assert.deepEqual(kept, [])
    })

  test('of a plan whose steps may have run nothing is kept, and what comes after it waits for who knows', async () => {
    const journal = memoryJournal()
    const records: JournalRecord[] = []
    const began: string[] = []
    const engineOf = (knows: boolean) =>
      createEngine({
        tools: [...tools, make('look', { reads: 'b' })],
        clock,
        batch: true,
        onEvent: (event) => {
          if (event.type === 'call.started' && event.callId !== 'read') began.push(event.callId)
        },
        journal: {
          ...journal,
          turn: (id) => (knows || id === 't' ? journal.turn(id) : new Promise<never>(() => {})),
          append: (record) => {
            records.push(record)
            return journal.append(record)
          },
        },
      })
    const steps = [{ id: 's', tool: 'write', input: {} }]
    const calls = [
      { id: 'plan', name: 'batch', input: { steps } },
      call('look'),
      call('read'),
      { ...call('write'), id: 'w' },
    ]
    const told = (await clock.run(engineOf(false).execute(calls, { id: 't' }))).results
    assert.deepEqual(statuses(told), ['unknown', 'skipped', 'ok', 'skipped'])
    assert.deepEqual(
      told.map(({ error }) => error?.code),
      ['journal', 'journal', undefined, 'journal'],
    )
    assert.match(String(told[1]?.content), /^look was not run: it comes after batch \(plan\), /)
    assert.deepEqual(records, [])
    const odd = [{ id: 's', tool: 'odd', input: {} }]
    const inOrder = [{ id: 'p', name: 'batch', input: { steps: odd } }, call('odd')]
    const alone = { id: 't', parallel: 'forbid' } as const
    const none = (await clock.run(engineOf(false).execute(inOrder, alone))).results
    assert.deepEqual(statuses(none), ['unknown', 'skipped'])
    began.length = 0
    const again = await clock.run(engineOf(true).execute(calls, { id: 't' }))
    assert.deepEqual(statuses(again.results), ['ok', 'ok', 'ok', 'ok'])
    assert.deepEqual(began, ['plan', 's', 'look', 'w'])
  })

  test('of a call that may run again after a crash, and is given up first, that it had started', async () => {
    const journal = memoryJournal()
    const before = createEngine({ tools, clock, journal: { ...journal } })
    before.turn({ id: 't' }).commit([call('put')])
    await clock.advance(5)
    const again = createEngine({ tools, clock, journal: { ...journal }, concurrency: 1 })
    void again.execute([call('write')], { id: 'other' })
    await clock.advance(1)
    const turn = again.turn({ id: 't' })
    turn.commit([call('put')])
    await clock.advance(1)
    turn.cancel()
    const [result] = (await clock.run(turn.report)).results
    assert.equal(result?.status, 'unknown')
    assert.match(String(result.content), /^put was not run now: .* It had started before, and may/)
  })

  test('who leaves a call that another turn of its id runs is told that it may take effect', async () => {
    const engine = createEngine({ tools, clock, journal: memoryJournal() })
    const first = engine.execute(all, { id: 't' })
    const second = engine.turn({ id: 't' })
    second.commit(all)
    await clock.advance(5)
    second.cancel()
    const left = (await clock.run(second.report)).results
    assert.deepEqual(statuses(left), ['cancelled', 'unknown', 'unknown', 'unknown'])
    assert.deepEqual(statuses((await clock.run(first)).results), ['ok', 'ok', 'ok', 'ok'])
  })
})

describe('G7: what is suspended as it is about to start has not started', () => {
  test('its start is withdrawn, and it runs when it comes again', async () => {
    const journal = memoryJournal()
    const records: JournalRecord[] = []
    const seen: Journal = {
      ...journal,
      append: (record) => {
        records.push(record)
        return journal.append(record)
      },
    }
    const engine = createEngine({ tools, clock, journal: slow(seen, 10) })
    const turn = engine.turn({ id: 't' })
    turn.commit(all)
    await clock.advance(5)
    turn.suspend()
    const { results } = await clock.run(turn.report)
    assert.deepEqual(statuses(results.slice(1)), ['skipped', 'skipped', 'skipped'])
    const kinds = records.map(({ kind }) => kind).toSorted()
    assert.deepEqual(kinds, [
      ...Array.from({ length: 3 }, () => 'call.started'),
      ...Array.from({ length: 3 }, () => 'call.withdrawn'),
    ])
    const next = createEngine({ tools, clock, journal: { ...journal } })
    const again = await clock.run(next.execute(all, { id: 't' }))
    assert.deepEqual(statuses(again.results), ['ok', 'ok', 'ok', 'ok'])
  })

  test('suspended again with less time, it ends then', async () => {
    const engine = createEngine({ tools, clock, journal: memoryJournal() })
    const report = engine.execute([call('odd')])
    await clock.advance(1)
    void engine.suspend({ withinMs: 10_000 })
    const began = clock.now()
    void engine.suspend({ withinMs: 0 })
    const { results } = await clock.run(report)
    assert.deepEqual([statuses(results), clock.now() - began], [['cancelled'], 0])
  })
})

describe('G7: two turns of one id write one journal', () => {
  test('the one that goes on keeps nothing a second time', async () => {
    const journal = memoryJournal()
    const clerk = make('clerk', { writes: 'b', idempotent: true })
    const engine = createEngine({ tools: [...tools, clerk], clock, journal })
    const calls = [call('write'), call('clerk')]
    const first = engine.turn({ id: 't' })
    first.commit(calls)
    const second = engine.execute(calls, { id: 't' })
    await clock.advance(30)
    first.suspend({ withinMs: 0 })
    const { results, warnings } = await clock.run(second)
    assert.deepEqual([statuses(results), warnings], [['ok', 'ok'], []])
  })
})
