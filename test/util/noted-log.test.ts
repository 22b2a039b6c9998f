import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NotedLog } from '../../src/util/noted-log.ts'

const source = (name: string) => ({
  made: 0,
  eventOf(type: string, atMs: number, about: object | undefined, what: object | undefined) {
    this.made += 1
    return { name, type, atMs, about, what }
  },
})

async function read<T>(log: { iterate(): AsyncIterator<T> }): Promise<T[]> {
  const events: T[] = []
  const iterator = log.iterate()
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
    events.push(next.value)
  return events
}

test('events are made for those who ask, in order, of all who noted some', async () => {
  const [a, b] = [source('a'), source('b')]
  const log = new NotedLog<object, object>()
  const about = {}
  for (let n = 0; n < 600; n += 1) log.note(n % 3 === 0 ? a : b, 'tick', n, about, { n })
  assert.equal(a.made + b.made, 0)
  log.end()
  const events = await read(log)
  assert.equal(events.length, 600)
  assert.deepEqual(events[3], { name: 'a', type: 'tick', atMs: 3, about, what: { n: 3 } })
  assert.deepEqual(events[4], { name: 'b', type: 'tick', atMs: 4, about, what: { n: 4 } })
})

test('a log that failed fails for each reader, however late, after all that came before', async () => {
  for (const isEarly of [true, false]) {
    const log = new NotedLog<object, object>()
    const iterator = isEarly ? log.iterate() : undefined
    log.note(source('a'), 'tick', 1)
    log.fail(new Error('broken'))
    log.note(source('a'), 'late', 2)
    const late = iterator ?? log.iterate()
    const { value } = (await late.next()) as { value: { type: string } }
    assert.equal(value.type, 'tick')
    await assert.rejects(late.next(), /broken/)
    await assert.rejects(read(log), /broken/)
  }
})

test('of droppable events only the newest are kept, whether or not anybody reads', async () => {
  const log = new NotedLog<{ atMs: number }, object>()
  const one = source('a')
  for (let n = 0; n < 1_500; n += 1) log.note(one, 'progress', n, undefined, undefined, true)
  log.end()
  const events = await read(log)
  assert.equal(events.length, 1_000)
  assert.equal(events[0]?.atMs, 500)
})
