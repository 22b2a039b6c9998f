import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import type { TurnEvent } from '../../../src/call/report/event.ts'
import type { Engine, Turn } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, engineOf, make, nothingHeld, test } from './kit.ts'
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
