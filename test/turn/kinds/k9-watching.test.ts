import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import type { TurnEvent } from '../../../src/call/report/event.ts'
import type { Engine, Turn } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import type { ToolContext } from '../../../src/call/tool.ts'
import { call, engineOf, finish, make, nothingHeld, test } from './kit.ts'
import { cases } from '../../support/cases.ts'

function watched(options: object = {}): { clock: VirtualClock; engine: Engine; turn: Turn } {
  const clock = virtualClock()
  const work = make(
    'work',
    async (input, { progress }) => {
      for (let step = 0; step < Number(input['steps'] ?? 2); step += 1) {
        progress({ step })
        await sleep(clock, 5)
      }
      if (input['fails'] === true) throw new Error('broken')
      return 'done'
    },
    { writes: (input: Record<string, unknown>) => String(input['key'] ?? 'x') },
  )
  const engine = engineOf(clock, [work])
  return { clock, engine, turn: engine.turn(options) }
}

/** One line an event, by which streams of them are compared. */
const lineOf = (event: TurnEvent): string =>
  [
    event.atMs,
    event.type,
    'callId' in event ? event.callId : '',
    'reason' in event ? event.reason : '',
  ].join(' ')

async function read(turn: Turn, most = Infinity): Promise<string[]> {
  const lines: string[] = []
  for await (const event of turn) {
    lines.push(lineOf(event))
    if (lines.length >= most) break
  }
  return lines
}

describe('K9: every reader gets every event', () => {
  test('readers that come at any time, and leave at any time, split nothing', async () => {
    const reader = fc.record({
      atMs: fc.integer({ min: 0, max: 60 }),
      most: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 12 })),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(reader, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('commit', 'discard', 'cancel'),
        async (readers, end) => {
          const told: string[] = []
          const { clock, engine, turn } = watched({
            onEvent: (event: TurnEvent) => void told.push(lineOf(event)),
          })
          for (const n of [1, 2, 3])
            void turn.add(call(`c${n}`, 'work', { fails: n === 2, key: n === 3 ? 'y' : 'x' }))
          void turn.add(call('none', 'nope'))
          const streams = readers.map(async ({ atMs, most }) => {
            await sleep(clock, atMs)
            return read(turn, most)
          })
          await clock.advance(3)
          if (end === 'discard') turn.discard('no')
          else turn.commit()
          await clock.advance(4)
          if (end === 'cancel') turn.cancel()
          await clock.run(turn.report)
          const lines = await clock.run(Promise.all(streams))
          for (const [index, { most, atMs }] of readers.entries()) {
            const what = `reader ${index}, from ${atMs} ms`
            const got = lines[index] as string[]
            if (most === Infinity)
              assert.deepEqual(got, told, `${what}: so few progress events are all kept`)
            else assert.deepEqual(got, told.slice(0, most), what)
          }
          await nothingHeld(clock, engine)
        },
      ),
      { numRuns: cases(150) },
    )
  })

  test('a reader that is slow, throws or breaks off takes nothing from the others', async () => {
    const { clock, turn } = watched()
    for (const n of [1, 2]) void turn.add(call(`c${n}`, 'work'))
    const all = read(turn)
    const broken = read(turn, 1)
    const throws = (async () => {
      for await (const event of turn) throw new Error(event.type)
    })().catch((error: Error) => error.message)
    const slow = (async () => {
      const lines: string[] = []
      for await (const event of turn) {
        lines.push(lineOf(event))
        await sleep(clock, 50)
      }
      return lines
    })()
    turn.commit()
    const expected = await clock.run(all)
    assert.ok(expected.length > 8)
    assert.deepEqual(await clock.run(broken), expected.slice(0, 1))
    assert.equal(await throws, 'call.received')
    assert.deepEqual(await clock.run(slow), expected)
    assert.deepEqual(await clock.run(read(turn)), expected)
    assert.equal(expected.at(-1)?.includes('turn.settled'), true)
  })

  test('two iterators of one loop each are ended by return, and next after it says done', async () => {
    const { clock, turn } = watched()
    void turn.add(call('c', 'work'))
    const iterator = turn[Symbol.asyncIterator]()
    const other = turn[Symbol.asyncIterator]()
    assert.equal((await clock.run(iterator.next())).value.type, 'call.received')
    await iterator.return?.()
    assert.equal((await clock.run(iterator.next())).done, true)
    assert.equal((await clock.run(other.next())).value.type, 'call.received')
    // One that waits is answered when it is ended.
    const waiting = other.next().then(({ done }) => done)
    await other.return?.()
    turn.commit()
    await clock.run(turn.report)
    assert.equal(typeof (await clock.run(waiting)), 'boolean')
  })

  test('what nobody reads is bounded: of very many progress events the late reader gets the last', async () => {
    for (const early of [false, true]) {
      const clock = virtualClock()
      const many = 100_000
      const chatty = make('chatty', async (_input, { progress }) => {
        for (let step = 0; step < many; step += 1) {
          progress({ step })
          if (step % 10_000 === 0) await sleep(clock, 1)
        }
      })
      const loud = engineOf(clock, [chatty]).turn()
      void loud.add(call('c', 'chatty'))
      // One reader that never comes to read, at most.
      const stuck = early ? loud[Symbol.asyncIterator]() : undefined
      if (stuck !== undefined) await clock.run(stuck.next())
      loud.commit()
      await clock.run(loud.report)
      const steps: number[] = []
      const types = new Set<string>()
      for await (const event of loud) {
        types.add(event.type)
        if (event.type === 'call.progress') steps.push((event.progress as { step: number }).step)
      }
      assert.ok(
        steps.length > 0 && steps.length <= 20_000,
        `${steps.length} of ${many} progress events were kept`,
      )
      assert.equal(steps.at(-1), many - 1, 'the last is kept')
      assert.deepEqual(
        steps,
        [...steps].sort((a, b) => a - b),
      )
      for (const type of [
        'call.received',
        'call.started',
        'call.settled',
        'turn.committed',
        'turn.settled',
      ])
        assert.ok(types.has(type), `${type} is missing`)
      await stuck?.return?.()
    }
  })

  test('whoever reads as they come gets every progress event, however many', async () => {
    const clock = virtualClock()
    const chatty = make('chatty', async (_input, { progress }) => {
      for (let step = 0; step < 50_000; step += 1) {
        progress(step)
        if (step % 100 === 0) await sleep(clock, 1)
      }
    })
    const turn = engineOf(clock, [chatty]).turn()
    void turn.add(call('c', 'chatty'))
    const seen = (async () => {
      let count = 0
      for await (const event of turn) if (event.type === 'call.progress') count += 1
      return count
    })()
    turn.commit()
    assert.equal(await clock.run(seen), 50_000)
  })
})

test('K9: all watchers and readers hear one order, whatever one of them does about an event', async () => {
  const reactions: Record<string, (turn: Turn, engine: Engine) => void> = {
    cancel: (turn) => turn.cancel(),
    'cancel one': (turn) => turn.cancel('b'),
    discard: (turn) => turn.discard('It is no good.'),
    commit: (turn) => turn.commit(),
    'set a deadline': (turn) => turn.setDeadline(0),
    'begin another turn': (_turn, engine) => void engine.execute([call('z', 'fast')]),
  }
  const when = ['call.received', 'call.waiting', 'call.started', 'call.settled', 'turn.committed']
  for (const [name, react] of Object.entries(reactions))
    for (const type of when) {
      const clock = virtualClock()
      const heard: string[][] = [[], []]
      /** Those whose bodies ran before all had heard of it. */
      const tooSoon: string[] = []
      let turn: Turn | undefined
      let isOver = false
      const say = (event: TurnEvent): string =>
        `${event.turnId === 't' ? 't' : 'z'} ${event.type} ${'callId' in event ? event.callId : ''}`
      const body =
        (ms: number) =>
        async (_input: unknown, { callId, signal }: ToolContext) => {
          const started = `t call.started ${callId}`
          if (callId !== 'z' && !heard.every((list) => list.includes(started))) tooSoon.push(callId)
          await sleep(clock, ms, signal)
        }
      const engine = engineOf(
        clock,
        [make('fast', body(1), { reads: [] }), make('slow', body(9), { writes: 'k' })],
        {
          concurrency: 2,
          onEvent: (event: TurnEvent) => {
            heard[0]?.push(say(event))
            if (isOver || event.type !== type || turn === undefined) return
            isOver = true
            react(turn, engine)
          },
        },
      )
      turn = engine.turn({ id: 't', onEvent: (event) => void heard[1]?.push(say(event)) })
      const read: string[] = []
      const reading = (async () => {
        for await (const event of turn) read.push(say(event))
      })()
      const calls = [call('a', 'fast'), call('b', 'slow'), call('c', 'slow'), call('d', 'fast')]
      // Once somebody has closed the turn no more calls may come.
      const isClosed = (): boolean => isOver && ['commit', 'discard'].includes(name)
      for (const one of calls) if (!isClosed()) void turn.add(one)
      turn.commit()
      await finish(clock, turn.report, 100)
      await clock.advance(10)
      await reading
      const [all = [], ofTurn = []] = heard
      assert.deepEqual(
        all.filter((line) => line.startsWith('t ')),
        ofTurn,
        `${name} at ${type}`,
      )
      assert.deepEqual(ofTurn, read, `${name} at ${type}`)
      assert.deepEqual(tooSoon, [], `${name} at ${type}`)
      await nothingHeld(clock, engine)
    }
})

test('K9: who can move because of what a watcher did moves at once, at whatever event that was', async () => {
  const clock = virtualClock()
  const long = make(
    'long',
    async (_, { progress }) => {
      await sleep(clock, 1)
      progress('half')
      await sleep(clock, 50)
    },
    { limit: 'one', writes: 'j' },
  )
  const behind = make('behind', () => {}, { limit: 'one', writes: 'k' })
  const last = make('last', () => clock.now(), { writes: 'k' })
  // As many wait for the first as for the second: the first comer starts first.
  const after = make('after', () => {}, { writes: 'j' })
  const tools = [long, behind, last, after]
  const engine = engineOf(clock, tools, { limits: { one: { concurrency: 1 } } })
  const turn = engine.turn({
    onEvent: ({ type }) => {
      if (type === 'call.progress') turn.cancel('b')
    },
  })
  turn.commit([call('a', 'long'), call('b', 'behind'), call('c', 'last'), call('d', 'after')])
  const { results } = await finish(clock, turn.report, 100, engine)
  assert.equal(results[2]?.content, '1')
})

test('K9: a call inside another that is cancelled as it is received is waited for by nobody', async () => {
  for (const engines of [1, 2]) {
    const clock = virtualClock()
    const read = make('read', () => sleep(clock, 5), { reads: 'a' })
    const outer = make(
      'outer',
      async (_, { signal }) => {
        const turn = inner.turn({
          onEvent: (event) => {
            if (event.type === 'call.received' && event.callId === '1') turn.cancel('1')
          },
        })
        turn.commit([call('1', 'read'), call('2', 'read')])
        await turn.report
        await sleep(clock, 1_000, signal)
      },
      { writes: 'o', timeoutMs: 50 },
    )
    const around: Engine = engineOf(clock, [read, outer], { concurrency: 1 })
    const inner: Engine = engines === 1 ? around : engineOf(clock, [read])
    const report = around.execute([call('o', 'outer')])
    const { results } = await finish(clock, report, 60, around, inner)
    assert.deepEqual([results[0]?.status, results[0]?.timing.settledMs], ['timed-out', 50])
  }
})
