import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ToolCall } from '../../src/call/call.ts'
import type { TurnEvent } from '../../src/call/report/event.ts'
import { FanfoldError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolContext, type ToolOptions } from '../../src/call/tool.ts'
import type { Journal, JournalRecord } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import type { Engine, EngineOptions } from '../../src/turn/contract.ts'
import { sleep } from '../../src/util/clock.ts'

const clock = virtualClock()

/** A journal as a process sees it: after the crash nothing that it appends is kept, or heard of again. */
function process(
  journal: Journal,
): Journal & { crash(): void; readonly appended: JournalRecord[] } {
  let crashed = false
  const appended: JournalRecord[] = []
  const never = new Promise<never>(() => {})
  return {
    ...journal,
    appended,
    append: (record) => {
      if (crashed) return never
      appended.push(record)
      return journal.append(record)
    },
    crash: () => {
      crashed = true
    },
  }
}

/** A journal that keeps no result before it is opened. */
function withholding(journal: Journal): { slow: Journal; open: PromiseWithResolvers<void> } {
  const open = Promise.withResolvers<void>()
  const append: Journal['append'] = async (record) => {
    if (record.kind === 'call.settled') await open.promise
    await journal.append(record)
  }
  return { slow: { ...journal, append }, open }
}

interface World {
  readonly journal: Journal
  /** What the tools did, as `"name key"`. */
  readonly ledger: string[]
  tool(name: string, ms: number, options?: Partial<ToolOptions<Record<string, unknown>>>): AnyTool
}

function world(): World {
  const ledger: string[] = []
  return {
    journal: memoryJournal(),
    ledger,
    tool: (name, ms, options) =>
      tool({
        name,
        ...options,
        execute: async (_, { idempotencyKey }) => {
          ledger.push(`${name} ${idempotencyKey}`)
          await sleep(clock, ms)
          return { did: name }
        },
      }) as AnyTool,
  }
}

function call(id: string, name: string, input: unknown = {}): ToolCall {
  return { id, name, input }
}

function engineOf(journal: Journal, tools: AnyTool[], options?: Partial<EngineOptions>): Engine {
  return createEngine({ tools, journal, clock, ...options })
}

/** Runs calls for a while in one process, which then crashes. */
async function runAndCrash(
  { journal }: World,
  tools: AnyTool[],
  calls: ToolCall[],
  afterMs: number,
): Promise<void> {
  const doomed = process(journal)
  const turn = engineOf(doomed, tools).turn({ id: 't' })
  turn.commit(calls)
  await clock.advance(afterMs)
  doomed.crash()
}

describe('G7: effectively once', () => {
  test('a call that settled is not run again, and gives the result that it had', async () => {
    const it = world()
    const tools = [it.tool('write', 10, { writes: 'a' }), it.tool('odd', 10)]
    const calls = [call('1', 'write'), call('2', 'odd')]
    await runAndCrash(it, tools, calls, 50)
    const turn = engineOf(it.journal, tools).turn({ id: 't' })
    turn.commit(calls)
    const { results, outcome } = await clock.run(turn.report)
    assert.equal(outcome, 'complete')
    assert.deepEqual(it.ledger, ['write t:1', 'odd t:2'])
    assert.deepEqual(
      results.map(({ id, status, content, value, restored }) => [
        id,
        status,
        content,
        value,
        restored,
      ]),
      [
        ['1', 'ok', '{"did":"write"}', { did: 'write' }, true],
        ['2', 'ok', '{"did":"odd"}', { did: 'odd' }, true],
      ],
    )
  })

  test('a write that needs the result of one that settled before the crash runs: nothing is written down twice', async () => {
    const it = world()
    const tools = [it.tool('write', 10, { writes: 'a' })]
    await runAndCrash(it, tools, [call('1', 'write')], 50)
    const turn = engineOf(it.journal, tools).turn({ id: 't', references: true })
    turn.commit([call('1', 'write'), call('2', 'write', { with: '${1.did}' })])
    const { results, warnings } = await clock.run(turn.report)
    assert.deepEqual(
      results.map(({ status, restored }) => [status, restored]),
      [
        ['ok', true],
        ['ok', undefined],
      ],
    )
    assert.deepEqual(it.ledger, ['write t:1', 'write t:2'])
    assert.deepEqual(warnings, [])
  })

  test('one that had started is handled by its effects', async () => {
    const it = world()
    const tools = [
      it.tool('write', 100, { writes: 'a' }),
      it.tool('odd', 100),
      it.tool('put', 100, { writes: 'b', idempotent: true }),
      it.tool('read', 100, { reads: 'c' }),
    ]
    const calls = [call('1', 'write'), call('2', 'odd'), call('3', 'put'), call('4', 'read')]
    await runAndCrash(it, tools, calls, 50)
    it.ledger.length = 0
    const turn = engineOf(it.journal, tools).turn({ id: 't' })
    turn.commit(calls)
    const { results, outcome } = await clock.run(turn.report)
    assert.equal(outcome, 'partial')
    assert.deepEqual(it.ledger.toSorted(), ['put t:3', 'read t:4'])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['unknown', 'unknown', 'ok', 'ok'],
    )
    assert.match(
      String(results[0]?.content),
      /^write had started .* may or may not have taken effect/,
    )
    assert.equal(results[0]?.error?.code, 'in_doubt')
    const again = engineOf(it.journal, tools).turn({ id: 't' })
    again.commit(calls)
    const { results: kept } = await clock.run(again.report)
    assert.deepEqual(it.ledger.toSorted(), ['put t:3', 'read t:4', 'read t:4'])
    assert.equal(kept[0]?.status, 'unknown')
  })

  test('one that waited in line when the process ended just runs', async () => {
    const it = world()
    const tools = [it.tool('write', 100, { writes: 'a' })]
    const calls = [call('1', 'write'), call('2', 'write')]
    await runAndCrash(it, tools, calls, 50)
    const turn = engineOf(it.journal, tools).turn({ id: 't' })
    turn.commit(calls)
    const { results } = await clock.run(turn.report)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['unknown', 'ok'],
    )
    assert.deepEqual(it.ledger, ['write t:1', 'write t:2'])
  })

  test('nothing that may change something starts before its start is kept', async () => {
    const it = world()
    const open = Promise.withResolvers<void>()
    const slow: Journal = {
      ...it.journal,
      append: async (record) => {
        await open.promise
        await it.journal.append(record)
      },
    }
    const tools = [it.tool('write', 10, { writes: 'a' }), it.tool('read', 10, { reads: 'b' })]
    const report = engineOf(slow, tools).execute([call('1', 'write'), call('2', 'read')])
    await clock.advance(50)
    assert.equal(it.ledger.length, 1)
    assert.match(it.ledger[0] ?? '', /^read/)
    open.resolve()
    const { results } = await clock.run(report)
    assert.equal(it.ledger.length, 2)
    assert.deepEqual(
      results[0]?.timing.waits.map(({ reason, endMs }) => [reason, endMs]),
      [['journal', 50]],
    )
  })

  test('nobody is told of a result before it is kept', async () => {
    const it = world()
    const { slow, open } = withholding(it.journal)
    const told: string[] = []
    const tools = [it.tool('write', 10, { writes: 'a' })]
    const options = { onEvent: ({ type }: { type: string }) => void told.push(type) }
    const report = engineOf(slow, tools, options).execute([call('1', 'write'), call('2', 'write')])
    let done = false
    void report.then(() => (done = true))
    await clock.advance(100)
    assert.equal(it.ledger.length, 2, 'The next in line need not wait for the record.')
    assert.equal(done, false)
    assert.ok(!told.includes('call.settled'))
    open.resolve()
    const { outcome } = await clock.run(report)
    assert.equal(outcome, 'complete')
    assert.equal(told.filter((type) => type === 'call.settled').length, 2)
  })

  test('nobody is told of what a write did before that is kept: by a read, a step, a step that starts early', async () => {
    for (const how of ['call', 'step', 'early step'] as const) {
      const it = world()
      const { slow, open } = withholding(it.journal)
      const told: string[] = []
      const tools = [it.tool('write', 10, { writes: 'a' }), it.tool('read', 10, { reads: 'a' })]
      const onEvent = (event: TurnEvent) => {
        if (event.type === 'call.settled') told.push(`${event.turnId} ${event.callId}`)
      }
      const turn = engineOf(slow, tools, { batch: true, onEvent }).turn({ open: true })
      const steps = [{ id: 's', tool: 'read', input: {} }]
      turn.add(call('1', 'write'))
      if (how === 'call') turn.add(call('2', 'read'))
      else if (how === 'step') turn.add(call('2', 'batch', { steps }))
      else turn.addPart?.({ id: '2', name: 'batch' }, JSON.stringify({ steps }).slice(0, -2))
      await clock.advance(100)
      assert.deepEqual(
        it.ledger.length,
        2,
        `${how}: the next in line need not wait for the record.`,
      )
      assert.deepEqual(told, [], how)
      open.resolve()
      if (how === 'early step') turn.add(call('2', 'batch', { steps }))
      turn.commit()
      const { outcome } = await clock.run(turn.report)
      assert.equal(outcome, 'complete')
    }
  })

  test('nor by one that came when the write had ended, or whose place was not known when it was cancelled', async () => {
    for (const how of ['came later', 'was cancelled early'] as const) {
      const it = world()
      const { slow, open } = withholding(it.journal)
      const told: string[] = []
      const tools = [it.tool('write', 10, { writes: 'a' }), it.tool('read', 10, { reads: 'a' })]
      const journal: Journal = {
        ...slow,
        turn: async (id) => {
          await sleep(clock, 20)
          return slow.turn(id)
        },
      }
      const onEvent = (event: TurnEvent) => {
        if (event.type === 'call.settled') told.push(event.callId)
      }
      const turn = engineOf(journal, tools, { onEvent }).turn({ id: 't', open: true })
      turn.add(call('1', 'write'))
      if (how === 'came later') await clock.advance(50)
      else turn.cancel('1')
      turn.add(call('2', 'read'))
      await clock.advance(100)
      assert.ok(it.ledger.includes('read t:2'), `${how}: it need not wait for the record.`)
      assert.deepEqual(told, [], how)
      open.resolve()
      turn.commit()
      await clock.run(turn.report)
      assert.deepEqual(told, ['1', '2'], how)
    }
  })

  test('reads are not written, but for those that a write had to come after', async () => {
    const it = world()
    const seen = process(it.journal)
    const tools = [
      it.tool('read', 10, { reads: ({ key }) => String(key) }),
      it.tool('write', 10, { writes: ({ key }) => String(key) }),
    ]
    await clock.run(
      engineOf(seen, tools).execute(
        [
          call('1', 'read', { key: 'a' }),
          call('2', 'read', { key: 'b' }),
          call('3', 'write', { key: 'a' }),
          call('4', 'read', { key: 'a' }),
        ],
        { id: 't' },
      ),
    )
    assert.deepEqual(
      seen.appended.map((record) => 'callKey' in record && `${record.kind} ${record.callKey}`),
      ['call.settled 1', 'call.started 3', 'call.settled 3'],
    )
    await clock.run(engineOf(process(it.journal), tools).execute([call('1', 'read')]))
  })

  test('ten writes at once start in one commit, and settle in one', async () => {
    const it = world()
    const seen = process(it.journal)
    const groups: number[] = []
    let group = 0
    const counted: Journal = {
      ...seen,
      append: (record) => {
        if (group === 0) queueMicrotask(() => (groups.push(group), (group = 0)))
        group += 1
        return seen.append(record)
      },
    }
    const tools = [it.tool('write', 10, { writes: ({ n }) => `row/${String(n)}` })]
    const calls = Array.from({ length: 10 }, (_, n) => call(`${n}`, 'write', { n }))
    await clock.run(engineOf(counted, tools).execute(calls))
    assert.deepEqual(groups[0], 10)
    assert.equal(seen.appended.length, 20)
  })

  test('a journal that fails keeps writes from starting, and loses no result', async () => {
    const it = world()
    let full = false
    const failing: Journal = {
      ...it.journal,
      append: async (record) => {
        if (full) throw new FanfoldError('the disk is full', { code: 'journal_full' })
        await it.journal.append(record)
      },
    }
    const tools = [it.tool('write', 10, { writes: 'a' }), it.tool('read', 10, { reads: 'b' })]
    const engine = engineOf(failing, tools)
    const first = engine.execute([call('1', 'write')])
    await clock.advance(5)
    full = true
    const { results, warnings } = await clock.run(first)
    assert.equal(results[0]?.status, 'ok')
    assert.deepEqual(warnings, [
      'The journal did not keep the result of write (1): the disk is full',
    ])
    const second = await clock.run(engine.execute([call('1', 'write'), call('2', 'read')]))
    assert.equal(it.ledger.filter((line) => line.startsWith('write')).length, 1)
    assert.equal(second.results[0]?.error?.code, 'journal')
    assert.equal(
      second.results[0]?.content,
      'write was not run: the journal failed: the disk is full',
    )
    assert.equal(second.results[1]?.status, 'ok')
  })

  test('a journal that never answers holds no turn', async () => {
    const it = world()
    const hung: Journal = { ...it.journal, append: () => new Promise(() => {}) }
    const tools = [it.tool('write', 10, { writes: 'a' })]
    const { results } = await clock.run(engineOf(hung, tools).execute([call('1', 'write')]))
    assert.match(
      String(results[0]?.content),
      /the journal failed: memory did not answer in 10000 ms/,
    )
    assert.equal(clock.pendingTimers, 0)
  })

  test('another call in the place of one that is kept is refused', async () => {
    const it = world()
    const tools = [it.tool('write', 10, { writes: 'a' }), it.tool('odd', 10)]
    await runAndCrash(it, tools, [call('1', 'write', { text: 'x' }), call('2', 'odd')], 50)
    const turn = engineOf(it.journal, tools).turn({ id: 't' })
    turn.commit([call('1', 'write', { text: 'y' }), call('2', 'write')])
    const { results } = await clock.run(turn.report)
    assert.deepEqual(
      results.map(({ error }) => error?.code),
      ['journal_mismatch', 'journal_mismatch'],
    )
    assert.equal(it.ledger.length, 2)
  })

  test('a call that was cancelled before its message was complete does not start after a crash', async () => {
    const it = world()
    const journal = process(it.journal)
    const engine = (journal: Journal): Engine =>
      createEngine({ tools: [it.tool('write', 10, { writes: 'x' })], clock, journal })
    const calls = ['1', '2'].map((id) => ({ id, name: 'write', input: {} }))
    const turn = engine(journal).turn({ id: 'c' })
    for (const call of calls) turn.add(call)
    // The journal has answered that it knows nothing of the turn.
    await clock.advance(1)
    turn.cancel('2')
    turn.commit()
    await clock.advance(5)
    journal.crash()
    const { results } = await clock.run(engine(it.journal).execute(calls, { id: 'c' }))
    assert.deepEqual(
      results.map(({ status }) => status),
      ['unknown', 'cancelled'],
    )
    assert.deepEqual(it.ledger, ['write c:1'])
  })

  test('what was cancelled in a message that broke off may run when that is sent again', async () => {
    const it = world()
    const engine = createEngine({
      tools: [it.tool('write', 10, { writes: 'x' })],
      clock,
      journal: it.journal,
    })
    const call = { id: '1', name: 'write', input: {} }
    const turn = engine.turn({ id: 'd' })
    turn.add(call)
    await clock.advance(1)
    turn.cancel('1')
    turn.discard('it was cut off')
    await clock.run(turn.report)
    const { outcome } = await clock.run(engine.execute([call], { id: 'd' }))
    assert.equal(outcome, 'complete')
  })

  test('a resumed call that is cancelled at once is still told what it did', async () => {
    const it = world()
    const tools = [it.tool('write', 10, { writes: 'a' })]
    await runAndCrash(it, tools, [call('1', 'write')], 50)
    const turn = engineOf(it.journal, tools).turn({ id: 't' })
    turn.commit([call('1', 'write'), call('2', 'write')])
    turn.cancel()
    const { results } = await clock.run(turn.report)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['ok', 'cancelled'],
    )
  })

  test('one that may still be at work in a queue is waited for, and so are those behind it', async () => {
    const it = world()
    const queue = {
      name: 'queue',
      orphanTimeoutMs: 5_000,
      run: (of: AnyTool, input: unknown, context: ToolContext<never>) =>
        of.execute(input as never, context),
    }
    const tools = ['write', 'put'].map((name) =>
      tool({
        name,
        runsIn: 'queue',
        writes: 'a',
        idempotent: name === 'put',
        execute: async () => {
          it.ledger.push(`${clock.now()} ${name}`)
          await sleep(clock, 100)
        },
      }),
    ) as AnyTool[]
    for (const name of ['write', 'put']) {
      const doomed = process(it.journal)
      const calls = [call('1', name), call('2', 'put')]
      const before = engineOf(doomed, tools, { queue }).turn({ id: name })
      before.commit(calls)
      await clock.advance(50)
      doomed.crash()
      await clock.advance(1_000)
      it.ledger.length = 0
      const turn = engineOf(it.journal, tools, { queue }).turn({ id: name })
      turn.commit(calls)
      const startMs = clock.now() + 5_000
      const { results } = await clock.run(turn.report)
      const [status, ran] =
        name === 'put' ? ['ok', [startMs, startMs + 100]] : ['unknown', [startMs]]
      assert.deepEqual(
        results.map((result) => result.status),
        [status, 'ok'],
      )
      assert.deepEqual(
        it.ledger,
        (ran as number[]).map((ms) => `${ms} put`),
      )
    }
  })

  test('a read that several writes come after is kept once, before the first of them', async () => {
    const it = world()
    const tools = [
      it.tool('read', 10, { reads: 'a' }),
      it.tool('one', 10, { writes: 'a/1' }),
      it.tool('other', 20, { writes: 'a/2' }),
    ]
    const journal = process(it.journal)
    const calls = ['read', 'one', 'other'].map((name) => call(name, name))
    await clock.run(engineOf(journal, tools).execute(calls, { id: 't' }))
    const kept = journal.appended.map(
      (record) => `${record.kind} ${(record as { name?: string }).name}`,
    )
    assert.deepEqual(kept, [
      'call.settled read',
      'call.started one',
      'call.started other',
      'call.settled one',
      'call.settled other',
    ])
  })

  test('a queue that does not say for how long it is at work is not waited for', async () => {
    const it = world()
    const queue = { name: 'queue', run: () => new Promise(() => {}) }
    const tools = [
      tool({ name: 'write', runsIn: 'queue', writes: 'a', execute: () => 'x' }),
    ] as AnyTool[]
    const doomed = process(it.journal)
    engineOf(doomed, tools, { queue })
      .turn({ id: 't' })
      .commit([call('1', 'write')])
    await clock.advance(50)
    doomed.crash()
    const began = clock.now()
    const again = engineOf(it.journal, tools, { queue })
    const { results } = await clock.run(again.execute([call('1', 'write')], { id: 't' }))
    assert.equal(results[0]?.error?.code, 'in_doubt')
    assert.equal(clock.now(), began)
  })

  test('how long it may be at work is what its queue has heard, where it can say so', async () => {
    const asked = async (orphanTimeout: () => Promise<number>): Promise<number> => {
      const it = world()
      const run = (): Promise<never> => new Promise(() => {})
      const queue = { name: 'queue', orphanTimeoutMs: 5_000, orphanTimeout, run }
      const tools = [
        tool({ name: 'write', runsIn: 'queue', writes: 'a', execute: () => 'x' }),
      ] as AnyTool[]
      const doomed = process(it.journal)
      const before = engineOf(doomed, tools, { queue }).turn({ id: 't' })
      before.commit([call('1', 'write')])
      await clock.advance(50)
      doomed.crash()
      const turn = engineOf(it.journal, tools, { queue }).turn({ id: 't' })
      turn.commit([call('1', 'write')])
      const beganMs = clock.now()
      const { results } = await clock.run(turn.report)
      assert.equal(results[0]?.status, 'unknown')
      return clock.now() - beganMs
    }
    assert.equal(await asked(async () => 30_000), 30_000)
    assert.equal(await asked(() => Promise.reject(new Error('Redis is away.'))), 5_000)
  })

  test('a turn that is stopped does not wait for it', async () => {
    const it = world()
    const queue = { name: 'queue', orphanTimeoutMs: 5_000, run: () => new Promise(() => {}) }
    const tools = [
      tool({ name: 'write', runsIn: 'queue', writes: 'a', execute: () => 'x' }),
    ] as AnyTool[]
    const doomed = process(it.journal)
    const before = engineOf(doomed, tools, { queue }).turn({ id: 't' })
    before.commit([call('1', 'write')])
    await clock.advance(50)
    doomed.crash()
    const turn = engineOf(it.journal, tools, { queue }).turn({ id: 't', deadlineMs: 100 })
    turn.commit([call('1', 'write')])
    const began = clock.now()
    const { results } = await clock.run(turn.report)
    assert.equal(results[0]?.status, 'unknown')
    assert.ok(clock.now() - began <= 1_100)
  })

  test('the steps of a batch are kept one by one', async () => {
    const it = world()
    const tools = [
      it.tool('write', 100, { writes: 'a' }),
      it.tool('quick', 10, { writes: 'b' }),
      it.tool('put', 100, { writes: 'c', idempotent: true }),
    ]
    const steps = ['write', 'quick', 'put'].map((name) => ({ id: name, tool: name, input: {} }))
    const calls = [call('1', 'batch', { steps })]
    const doomed = process(it.journal)
    const before = engineOf(doomed, tools, { batch: true }).turn({ id: 't' })
    before.commit(calls)
    await clock.advance(50)
    doomed.crash()
    it.ledger.length = 0
    const turn = engineOf(it.journal, tools, { batch: true }).turn({ id: 't' })
    turn.commit(calls)
    const { results } = await clock.run(turn.report)
    assert.deepEqual(it.ledger, ['put t%3A1:put'])
    const value = results[0]?.value as { steps: { id: string; status: string }[] } | undefined
    const told = value?.steps ?? []
    assert.deepEqual(
      told.map(({ id, status }) => `${id} ${status}`),
      ['write unknown', 'quick ok', 'put ok'],
    )
  })

  test('a step that needs one that is kept gets its value', async () => {
    const it = world()
    const needs: unknown[] = []
    const use = tool({
      name: 'use',
      writes: 'b',
      idempotent: true,
      execute: async ({ of }: Record<string, unknown>) => {
        needs.push(of)
        await sleep(clock, 100)
        return 'used'
      },
    }) as AnyTool
    const tools = [it.tool('write', 10, { writes: 'a' }), use]
    const steps = [
      { id: 'w', tool: 'write', input: {} },
      { id: 'u', tool: 'use', input: { of: '${w.did}' } },
    ]
    const calls = [call('1', 'batch', { steps })]
    const doomed = process(it.journal)
    engineOf(doomed, tools, { batch: true }).turn({ id: 't' }).commit(calls)
    await clock.advance(50)
    doomed.crash()
    const turn = engineOf(it.journal, tools, { batch: true }).turn({ id: 't' })
    turn.commit(calls)
    const { outcome } = await clock.run(turn.report)
    assert.equal(outcome, 'complete')
    assert.deepEqual(needs, ['write', 'write'])
    assert.deepEqual(it.ledger, ['write t%3A1:w'])
  })

  test('what was read before a step wrote, or in a plan before a write, is kept', async () => {
    const it = world()
    let state = 0
    const read = tool({ name: 'read', reads: 'a', execute: () => `saw ${state}` }) as AnyTool
    const set = tool({
      name: 'set',
      writes: 'a',
      execute: async () => {
        state += 1
        await sleep(clock, 10)
      },
    }) as AnyTool
    const tools = [read, set]
    const plan = (...names: string[]): unknown => ({
      steps: names.map((name) => ({ id: name, tool: name, input: {} })),
    })
    const calls = [
      call('1', 'read'),
      call('2', 'batch', plan('set')),
      call('3', 'batch', plan('read')),
      call('4', 'set'),
    ]
    const doomed = process(it.journal)
    const before = engineOf(doomed, tools, { batch: true }).turn({ id: 't' })
    before.commit(calls)
    const told = (await clock.run(before.report)).results.map(({ content }) => content)
    doomed.crash()
    const turn = engineOf(it.journal, tools, { batch: true }).turn({ id: 't' })
    turn.commit(calls)
    const { results } = await clock.run(turn.report)
    assert.deepEqual(
      results.map(({ content }) => content),
      told,
    )
    assert.deepEqual([told[0], state], ['saw 0', 2])
  })

  test('a call that was given up before it started does not start after a crash', async () => {
    const it = world()
    const tools = [it.tool('write', 100, { writes: 'a' })]
    const calls = [call('1', 'write'), call('2', 'write')]
    const doomed = process(it.journal)
    const before = engineOf(doomed, tools).turn({ id: 't' })
    before.commit(calls)
    await clock.advance(10)
    before.cancel('2')
    await clock.advance(10)
    doomed.crash()
    const turn = engineOf(it.journal, tools).turn({ id: 't' })
    turn.commit(calls)
    const { results } = await clock.run(turn.report)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['unknown', 'cancelled'],
    )
    assert.deepEqual(it.ledger, ['write t:1'])
  })

  test('a result that shows another is told no earlier than that is kept', async () => {
    const it = world()
    const { slow, open } = withholding(it.journal)
    const told: string[] = []
    const look = tool({ name: 'look', reads: 'b', execute: ({ at }) => at }) as AnyTool
    const tools = [it.tool('write', 10, { writes: 'a' }), look]
    const engine = engineOf(slow, tools, {
      onEvent: (event) => void (event.type === 'call.settled' && told.push(event.callId)),
    })
    const calls = [call('1', 'write'), call('2', 'look', { at: '${1.did}' }), call('3', 'look')]
    const report = engine.execute(calls, { id: 't', references: true })
    await clock.advance(100)
    assert.deepEqual(told, ['3'])
    open.resolve()
    const { results } = await clock.run(report)
    assert.deepEqual(told, ['3', '1', '2'])
    assert.equal(results[1]?.value, 'write')
  })

  test('without a journal an id is but a name', async () => {
    const it = world()
    const tools = [it.tool('write', 10, { writes: 'a' })]
    const engine = createEngine({ tools, clock })
    await clock.run(engine.execute([call('1', 'write')], { id: 't' }))
    await clock.run(engine.execute([call('1', 'write')], { id: 't' }))
    assert.equal(it.ledger.length, 2)
  })
})

describe('an approval that waits for a person', () => {
  const ask = { needsApproval: true, writes: 'a' }

  test('outlives its process, and is answered in another', async () => {
    const it = world()
    const tools = [it.tool('write', 10, ask)]
    const doomed = process(it.journal)
    const approve = (): 'wait' => 'wait'
    const before = engineOf(doomed, tools, { approve }).turn({ id: 't' })
    before.commit([call('1', 'write')])
    await clock.advance(50)
    doomed.crash()
    const [question] = await it.journal.questions()
    assert.deepEqual([question?.turnId, question?.callKey, question?.name], ['t', '1', 'write'])

    const turn = engineOf(it.journal, tools, { approve }).turn({ id: 't' })
    turn.commit([call('1', 'write')])
    await clock.advance(50)
    assert.deepEqual(it.ledger, [])
    await it.journal.append({
      kind: 'call.decided',
      turnId: 't',
      callKey: '1',
      decision: 'allow',
      atMs: clock.epochMs(),
    })
    const { results } = await clock.run(turn.report)
    assert.equal(results[0]?.status, 'ok')
    assert.deepEqual(it.ledger, ['write t:1'])
  })

  test('is not asked again once it is decided', async () => {
    const it = world()
    const tools = [it.tool('write', 10, ask)]
    const doomed = process(it.journal)
    const before = engineOf(doomed, tools, { approve: () => 'wait' }).turn({ id: 't' })
    before.commit([call('1', 'write')])
    await clock.advance(50)
    doomed.crash()
    await it.journal.append({
      kind: 'call.decided',
      turnId: 't',
      callKey: '1',
      decision: 'deny',
      reason: 'Not on a Friday.',
      atMs: clock.epochMs(),
    })
    const approve = (): never => assert.fail('Nobody is to be asked again.')
    const turn = engineOf(it.journal, tools, { approve }).turn({ id: 't' })
    turn.commit([call('1', 'write')])
    const { results } = await clock.run(turn.report)
    assert.equal(results[0]?.status, 'denied')
    assert.match(String(results[0]?.content), /Not on a Friday/)
  })

  test('needs a journal', async () => {
    const it = world()
    const tools = [it.tool('write', 10, ask)]
    const engine = createEngine({ tools, clock, approve: () => 'wait' })
    const { results, warnings } = await clock.run(engine.execute([call('1', 'write')]))
    assert.equal(results[0]?.status, 'denied')
    assert.match(String(results[0]?.content), /needs a journal/)
    assert.match(
      warnings[0] ?? '',
      /answered 'wait' for write \(1\), but .* Give createEngine a `journal`/,
    )
  })
})
