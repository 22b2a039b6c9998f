import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import type { Journal, JournalRecord } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { ToolError } from '../../../src/call/errors/error.ts'
import type { ToolResult } from '../../../src/call/report/result.ts'
import type { Engine, Turn } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, codes, engineOf, held, make, nothingHeld, test, type Input } from './kit.ts'
import { cases } from '../../support/cases.ts'

/** A journal that can be told to refuse, to hang, or to answer late. */
function fickleJournal(clock: VirtualClock) {
  const inner = memoryJournal()
  const state = { mode: 'keeps' as 'keeps' | 'rejects' | 'throws' | 'hangs' | 'is slow' }
  const journal: Journal = {
    ...inner,
    append: (record: JournalRecord) => {
      if (state.mode === 'throws') throw new Error('disk full')
      if (state.mode === 'rejects') return Promise.reject(new Error('disk full'))
      if (state.mode === 'hangs') return new Promise(() => {})
      if (state.mode === 'is slow') return sleep(clock, 40).then(() => inner.append(record))
      return inner.append(record)
    },
  }
  return { journal, state }
}

interface Probe {
  readonly clock: VirtualClock
  readonly engine: Engine
  readonly journal: ReturnType<typeof fickleJournal>['state']
  readonly service: { down: boolean; approves: boolean; valid: boolean }
  readonly turn: Turn
}

/** What may become of the one call that is let through to try whether a service is back. */
const ends: Record<string, (probe: Probe) => Promise<void> | void> = {
  'its start is refused by the journal': ({ journal, turn }) => {
    journal.mode = 'rejects'
    turn.commit()
  },
  'its start makes the journal throw': ({ journal, turn }) => {
    journal.mode = 'throws'
    turn.commit()
  },
  'it is cancelled while its start is written down': async ({ clock, journal, turn }) => {
    journal.mode = 'is slow'
    turn.commit()
    await clock.advance(10)
    turn.cancel()
  },
  'its turn’s deadline comes while its start is written down': async ({ clock, journal, turn }) => {
    journal.mode = 'hangs'
    turn.setDeadline(20)
    turn.commit()
    await clock.advance(5_000)
  },
  'it is cancelled before it starts': ({ turn }) => {
    turn.cancel()
    turn.commit()
  },
  'it is cancelled while it runs': async ({ clock, turn }) => {
    turn.commit()
    await clock.advance(2)
    turn.cancel()
  },
  'it is denied': ({ service, turn }) => {
    service.approves = false
    turn.commit()
  },
  'its message is discarded': ({ turn }) => turn.discard('cut off'),
  'its arguments are wrong': ({ service, turn }) => {
    service.valid = false
    turn.commit()
  },
  'it fails once more': ({ service, turn }) => {
    service.down = true
    turn.commit()
  },
  'it fails by its own fault': ({ turn }) => turn.commit([call('p404', 'flaky', { status: 404 })]),
  'it times out': ({ turn }) => turn.commit([call('slow', 'flaky', { ms: 5_000 })]),
  'a sibling fails and cancels the rest': ({ turn }) => turn.commit([call('b', 'broken')]),
}

function probing(guard: 'tool' | 'limit'): Omit<Probe, 'turn'> {
  const clock = virtualClock()
  const { journal, state } = fickleJournal(clock)
  const service = { down: true, approves: true, valid: true }
  const breaker = { consecutiveFailures: 2, openMs: 1_000, maxOpenMs: 1_000 }
  const flaky = make(
    'flaky',
    async (input, { signal }) => {
      await sleep(clock, Number(input['ms'] ?? 5), signal)
      const status = service.down ? 503 : input['status']
      if (status !== undefined) throw Object.assign(new Error('no'), { status })
      return 'up'
    },
    {
      timeoutMs: 100,
      needsApproval: true,
      inputSchema: {
        '~standard': {
          version: 1,
          vendor: 'test',
          jsonSchema: { input: () => ({}) },
          validate: (value: Input) =>
            service.valid ? { value } : { issues: [{ message: 'Expected more.' }] },
        },
      },
      ...(guard === 'tool' ? { breaker } : { limit: 'crm' }),
    },
  )
  const broken = make('broken', () => Promise.reject(new Error('broken')))
  const engine = engineOf(clock, [flaky, broken], {
    journal,
    graceMs: 20,
    limits: { crm: { breaker } },
    approve: () => (service.approves ? 'allow' : 'deny'),
  })
  return { clock, engine, journal: state, service }
}

describe('K6: no state is lost between its flags', () => {
  for (const guard of ['tool', 'limit'] as const)
    for (const [name, end] of Object.entries(ends))
      test(`the breaker of a ${guard} tries again, although of its last try ${name}`, async () => {
        const world = probing(guard)
        const { clock, engine, journal, service } = world
        const first = [1, 2, 3].map((n) => call(`c${n}`, 'flaky'))
        for (const one of first) await clock.run(engine.execute([one]))
        service.down = false
        await clock.advance(1_001)
        const turn = engine.turn({
          onFailure: name.startsWith('a sibling') ? 'cancel-rest' : 'continue',
        })
        if (!/own fault|times out/.test(name)) void turn.add(call('p', 'flaky'))
        await end({ ...world, turn })
        await clock.runUntilIdle()
        await clock.run(turn.report)
        Object.assign(service, { down: false, approves: true, valid: true })
        journal.mode = 'keeps'
        await clock.advance(1_001)
        // Whatever became of the last try, this one is let through, and all after it.
        for (const id of ['a', 'b', 'c']) {
          const { results } = await clock.run(engine.execute([call(id, 'flaky')]))
          assert.equal(codes(results), `${id} ok`, String(results[0]?.content))
        }
        await nothingHeld(clock, engine)
      })

  for (const mode of ['hangs', 'is slow', 'rejects', 'throws', 'keeps'] as const)
    for (const stage of ['the start', 'the result', 'both'])
      test(`G4: a turn of 100 ms ends in time with a journal that ${mode} at ${stage}`, async () => {
        for (const graceMs of [0, 50, 1_000]) {
          const clock = virtualClock()
          const { journal, state } = fickleJournal(clock)
          const work = make(
            'work',
            async () => {
              if (stage === 'the result') state.mode = mode
              await sleep(clock, 30)
            },
            { writes: 'x' },
          )
          const engine = engineOf(clock, [work], { journal, graceMs })
          if (stage !== 'the result') state.mode = mode
          const report = engine.execute([call('a', 'work'), call('b', 'work')], { deadlineMs: 100 })
          const { results } = await clock.run(report)
          assert.ok(clock.now() <= 100 + graceMs, `it took ${clock.now()} ms`)
          assert.equal(results.length, 2)
          state.mode = 'keeps'
          await clock.runUntilIdle()
          await nothingHeld(clock, engine)
        }
      })

  test('a write that timed out is not told as one that was not run, when its retry is refused', async () => {
    const refusals: Record<string, object> = {
      'by the breaker of its tool': { tool: { breaker: { consecutiveFailures: 1 } } },
      'by the breaker of its limit': {
        tool: { limit: 'crm' },
        engine: { limits: { crm: { breaker: { consecutiveFailures: 1 } } } },
      },
      'by the retry budget': { engine: { retryBudget: { ratio: 0.000_1, minPerSecond: 0.000_1 } } },
      'by the deadline': { turn: { deadlineMs: 120 } },
    }
    for (const [name, { tool, engine, turn }] of Object.entries(refusals) as [
      string,
      Record<string, object>,
    ][]) {
      const clock = virtualClock()
      let began = 0
      const write = make(
        'write',
        () => {
          began += 1
          return sleep(clock, 500)
        },
        { writes: 'x', idempotent: true, retries: 3, timeoutMs: 100, ...tool },
      )
      const run = engineOf(clock, [write], { graceMs: 10, ...engine })
      const { results } = await clock.run(run.execute([call('c', 'write')], turn))
      const [result] = results
      assert.ok(began > 0)
      assert.notEqual(result?.status, 'skipped', name)
      assert.doesNotMatch(String(result?.content), /was not run|Nothing was run/, name)
      assert.match(String(result?.content), /had started|may or may not|did not finish/, name)
      await clock.runUntilIdle()
      await nothingHeld(clock, run)
    }
  })

  test('an engine counts what it holds, so that a test can see that nothing is left', async () => {
    const clock = virtualClock()
    const holder: { engine?: Engine } = {}
    const nap = (): Promise<void> => sleep(clock, 20)
    const engine = (holder.engine = engineOf(clock, [
      make('write', nap, { writes: 'x', concurrency: 1 }),
      make('look', nap, { reads: 'y', coalesce: true }),
      make('agent', () => (holder.engine as Engine).execute([call('i', 'write')])),
    ]))
    const calls = ['write', 'write', 'look', 'look', 'agent'].map((name, n) => call(`c${n}`, name))
    const report = engine.execute(calls)
    await clock.advance(5)
    const busy = Object.keys(await held(engine))
    for (const name of ['calls', 'keys', 'permits', 'waiting', 'timers', 'sharing', 'inside'])
      assert.ok(busy.includes(name), `${name} is not counted: ${busy.join()}`)
    await clock.run(report)
    await nothingHeld(clock, engine)
  })

  test('every millisecond of a call before it starts, and between attempts, is a wait that says for what', async () => {
    const spec = fc.record({
      name: fc.constantFrom(
        'write',
        'read',
        'checked',
        'asked',
        'limited',
        'flaky',
        'needs',
        'shared',
      ),
      key: fc.integer({ min: 0, max: 1 }),
      ms: fc.integer({ min: 1, max: 30 }),
      addMs: fc.integer({ min: 0, max: 10 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(spec, { minLength: 1, maxLength: 7 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 3 }),
        async (specs, journaled, concurrency) => {
          const clock = virtualClock()
          const { journal, state } = fickleJournal(clock)
          state.mode = 'is slow'
          const key = (input: Input): string => String(input['key'])
          const work = (input: Input): Promise<void> => sleep(clock, Number(input['ms']))
          const slowSchema = {
            '~standard': {
              version: 1,
              vendor: 'test',
              jsonSchema: { input: () => ({}) },
              validate: async (value: Input) => {
                await sleep(clock, Number(value['ms']))
                return { value }
              },
            },
          }
          const tools = [
            make('write', work, { writes: key }),
            make('read', work, { reads: key }),
            make('checked', work, { writes: key, inputSchema: slowSchema }),
            make('asked', work, { writes: key, needsApproval: true }),
            make('limited', work, { reads: key, limit: 'crm' }),
            make('needs', work, { reads: key }),
            make('shared', work, { reads: key, coalesce: true }),
            make(
              'flaky',
              (_input, { attempt }) => {
                if (attempt === 1) throw new ToolError('busy', { retryAfterMs: 15 })
              },
              { reads: key, retries: 1 },
            ),
          ]
          const engine = engineOf(clock, tools, {
            concurrency,
            limits: { crm: { concurrency: 1 } },
            approve: async () => {
              await sleep(clock, 12)
              return 'allow'
            },
            ...(journaled && { journal }),
          })
          const turn = engine.turn({ references: true })
          for (const [index, { name, addMs, ...input }] of specs.entries()) {
            const needs = name === 'needs' && index > 0 ? { after: `\${c${index - 1}}` } : {}
            void turn.add(call(`c${index}`, name, { ...input, ...needs }))
            await clock.advance(addMs)
          }
          turn.commit()
          const { results } = await clock.run(turn.report)
          for (const result of results) assertAccounted(result, journaled)
          await nothingHeld(clock, engine)
        },
      ),
      { numRuns: cases(200) },
    )
  })
})

/** The waits of a call that started cover its time up to its start; and with its attempts, that up to its end. */
function assertAccounted({ id, name, attempts, timing }: ToolResult, journaled: boolean): void {
  const { receivedMs, startedMs, settledMs, waits, runMs } = timing
  const covered = (fromMs: number, toMs: number): number => {
    let at = fromMs
    let sum = 0
    for (const { startMs, endMs } of [...waits].sort((a, b) => a.startMs - b.startMs)) {
      const from = Math.max(at, startMs)
      const to = Math.min(toMs, endMs)
      if (to <= from) continue
      sum += to - from
      at = to
    }
    return sum
  }
  const told = JSON.stringify(timing)
  const meets = (oneMs: number, otherMs: number): void =>
    assert.ok(Math.abs(oneMs - otherMs) < 0.001, `${name} ${id} waited unsaid: ${told}`)
  const beforeMs = startedMs ?? settledMs
  meets(covered(receivedMs, beforeMs), beforeMs - receivedMs)
  // With a journal it may be that the result is being kept, which is told as a wait or not.
  if (attempts > 0 && !journaled)
    meets(covered(receivedMs, settledMs) + runMs, settledMs - receivedMs)
}

describe('K6: what a call has done is said, whatever ends it', () => {
  test('a call between two attempts whose service takes no more requests was run', async () => {
    const clock = virtualClock()
    const busy = (after: number | undefined) => () => {
      throw new ToolError('busy', { retryable: true, retryAfterMs: after })
    }
    const options = { reads: [], limit: 'crm' }
    const tools = [
      make('look', busy(50), { ...options, retries: 1 }),
      make('ask', busy(1_000_000), options),
    ]
    const engine = engineOf(clock, tools, { limits: { crm: { concurrency: 4 } } })
    const report = engine.execute([call('l', 'look'), call('n', 'ask')])
    const { results } = await clock.run(report)
    const [look] = results
    assert.deepEqual([look?.attempts, look?.error?.code], [1, 'tool_error'])
    assert.equal(
      look?.content,
      'busy\nIt was not tried again: its service takes no requests now. Try again in 1000 s, or continue without it.',
    )
    const later = await clock.run(engine.execute([call('l', 'look')]))
    assert.match(String(later.results[0]?.content), /^look was not run: /)
    await nothingHeld(clock, engine)
  })
})
