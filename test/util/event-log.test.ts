import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { stillKept } from '../support/garbage.ts'
import { EventLog } from '../../src/util/event-log.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function all<T>(log: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = []
  for await (const event of log) events.push(event)
  return events
}

function filled(count: number, options?: { mostDroppable?: number }): EventLog<number> {
  const log = new EventLog<number>(options)
  for (let event = 0; event < count; event += 1) log.push(event)
  return log
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('a log of events', () => {
  it('gives every reader every event, whether it comes before, meanwhile or after the end', async () => {
    const log = new EventLog<number>()
    const early = all(log)
    for (const event of [0, 1]) log.push(event)
    const late = all(log)
    await undefined
    log.push(2)
    log.end()
    log.push(3)
    for (const told of [await early, await late, await all(log), await all(log)])
      assert.deepEqual(told, [0, 1, 2])
  })

  it('goes on for the others when one leaves, and from the beginning when it comes back', async () => {
    const log = filled(3)
    const other = all(log)
    for await (const event of log) if (event === 1) break
    log.push(3)
    log.end()
    assert.deepEqual(await other, upTo(4))
    assert.deepEqual(await all(log), upTo(4))
  })

  it('answers several requests of one reader in order, and ends those that wait when it leaves', async () => {
    const log = filled(1)
    const reader = log[Symbol.asyncIterator]()
    const asked = [reader.next(), reader.next(), reader.next()]
    log.push(1)
    await reader.return?.()
    assert.deepEqual(await Promise.all(asked), [
      { value: 0, done: false },
      { value: 1, done: false },
      { value: undefined, done: true },
    ])
    assert.equal((await reader.next()).done, true)
  })

  it('ends every loop by the failure, after all events', async () => {
    for (const failure of [new Error('no'), undefined]) {
      const log = filled(2)
      const waiting = all(log)
      log.fail(failure)
      log.end()
      for (const loop of [waiting, all(log)])
        assert.deepEqual(
          await loop.then(
            () => 'ended',
            (error: unknown) => [error],
          ),
          [failure],
        )
      const reader = log[Symbol.asyncIterator]()
      const asked = await Promise.allSettled(upTo(4).map(() => reader.next()))
      assert.deepEqual(
        asked.map(({ status }) => status),
        ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
      )
    }
  })

  it('forgets the oldest of too many droppable events, and no other', async () => {
    const log = new EventLog<string>({ mostDroppable: 2 })
    log.push('a')
    for (const event of ['p0', 'p1']) log.push(event, { droppable: true })
    log.push('b')
    for (const event of ['p2', 'p3']) log.push(event, { droppable: true })
    log.push('c')
    log.end()
    assert.deepEqual(await all(log), ['a', 'b', 'p2', 'p3', 'c'])
  })

  it('loses nothing else, wherever its readers stand', async () => {
    const step = fc.oneof(
      fc.record({ push: fc.boolean() }),
      fc.record({ read: fc.nat({ max: 2 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step), fc.nat({ max: 3 }), async (steps, most) => {
        const log = new EventLog<number>({ mostDroppable: most })
        const readers = [0, 1, 2].map(() => ({
          loop: log[Symbol.asyncIterator](),
          told: [] as number[],
        }))
        const pushed: { event: number; droppable: boolean }[] = []
        const requests: Promise<unknown>[] = []
        for (const [event, one] of steps.entries())
          if ('push' in one) {
            pushed.push({ event, droppable: one.push })
            log.push(event, { droppable: one.push })
          } else {
            const { loop, told } = readers[one.read] as (typeof readers)[number]
            requests.push(loop.next().then(({ value, done }) => done || told.push(value)))
          }
        log.end()
        await Promise.all(requests)
        const last = pushed.filter(({ droppable }) => droppable).slice(-most || Infinity)
        for (const { loop, told } of readers) {
          told.push(...(await all(loop)))
          assert.deepEqual(
            told,
            [...new Set(told)].toSorted((a, b) => a - b),
          )
          for (const one of pushed)
            if (!one.droppable || last.includes(one)) assert.ok(told.includes(one.event))
        }
      }),
    )
  })

  it('keeps nothing of what was forgotten, even for a reader that stands still', async () => {
    const log = new EventLog<object>({ mostDroppable: 10 })
    const reader = log[Symbol.asyncIterator]()
    const forgotten: WeakRef<object>[] = []
    for (let event = 0; event < 100; event += 1) {
      const value = { event }
      forgotten.push(new WeakRef(value))
      log.push(value, { droppable: true })
      if (event === 0) await reader.next()
    }
    // A WeakRef lives to the end of its turn of the event loop.
    await new Promise((resolve) => void setImmediate(resolve))
    collect()
    const alive = forgotten.filter((reference) => reference.deref() !== undefined)
    // The last ones, and the one at which the reader stands.
    assert.ok(alive.length <= 11, `${alive.length}`)
    log.end()
    assert.equal((await all({ [Symbol.asyncIterator]: () => reader })).length, 10)
  })

  it('keeps no reader that has left', async () => {
    const log = new EventLog<number>()
    const leave = async (): Promise<WeakRef<object>> => {
      const reader = log[Symbol.asyncIterator]()
      const asked = reader.next()
      await reader.return?.()
      assert.equal((await asked).done, true)
      return new WeakRef(reader)
    }
    assert.equal(await stillKept([await leave(), await leave()]), 0)
    log.push(1)
  })

  it('answers many requests of one reader, each by one event', async () => {
    const log = new EventLog<number>()
    const reader = log[Symbol.asyncIterator]()
    const asked = upTo(10_000).map(() => reader.next())
    for (const event of upTo(10_000)) log.push(event)
    assert.deepEqual(
      (await Promise.all(asked)).map(({ value }) => value as number),
      upTo(10_000),
    )
  })
})
