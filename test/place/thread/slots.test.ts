import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Slots } from '../../../src/place/thread/slots.ts'

const never = new AbortController().signal

/** Takes a slot and notes it. */
function enter(
  slots: Slots,
  log: string[],
  name: string,
  signal: AbortSignal = never,
): Promise<void> {
  return slots.take(signal).then(
    () => void log.push(name),
    (error: Error) => void log.push(`${name} ${error.message}`),
  )
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('so many get in, the others in the order in which they came', async () => {
  const slots = new Slots(2)
  const log: string[] = []
  for (const name of ['a', 'b', 'c', 'd']) void enter(slots, log, name)
  await settle()
  assert.deepEqual(log, ['a', 'b'])
  slots.give()
  await settle()
  assert.deepEqual(log, ['a', 'b', 'c'])
  slots.give()
  slots.give()
  slots.give()
  void enter(slots, log, 'e')
  void enter(slots, log, 'f')
  void enter(slots, log, 'g')
  await settle()
  assert.deepEqual(log, ['a', 'b', 'c', 'd', 'e', 'f'])
})

test('whoever is stopped in line leaves it at once, and is given no slot', async () => {
  const slots = new Slots(1)
  const log: string[] = []
  const controller = new AbortController()
  void enter(slots, log, 'a')
  void enter(slots, log, 'b', controller.signal)
  void enter(slots, log, 'c')
  controller.abort(new Error('stopped'))
  await settle()
  assert.deepEqual(log, ['a', 'b stopped'])
  slots.give()
  await settle()
  assert.deepEqual(log, ['a', 'b stopped', 'c'])
  void enter(slots, log, 'd', AbortSignal.abort(new Error('late')))
  slots.give()
  await settle()
  assert.deepEqual(log.slice(3), ['d late'])
  void enter(slots, log, 'e')
  await settle()
  assert.deepEqual(log.slice(4), ['e'])
})
