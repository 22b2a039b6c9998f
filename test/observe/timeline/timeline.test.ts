import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { coveredMs } from '../../../src/observe/timeline/call-row.ts'
import type { CallRow, ModelRow } from '../../../src/observe/timeline/row.ts'
import { makeTimeline } from '../../../src/observe/timeline/timeline.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'
import { callEvents, message, request } from './events.ts'

function rowsOf(events: readonly unknown[]) {
  const timeline = makeTimeline()
  for (const event of events) timeline.push(event as TraceLine)
  const calls = timeline.rows.filter((row): row is CallRow => row.kind === 'call')
  const models = timeline.rows.filter((row): row is ModelRow => row.kind === 'model')
  return { timeline, calls, models }
}

suite('makeTimeline', () => {
  test('a hedge is a second attempt beside the first, and both end with the call', () => {
    const call = callEvents(0, 'lookup')
    const { calls } = rowsOf([
      call.received(0),
      call.started(10),
      call.waiting(50, 'limit', 'concurrency'),
      call.started(60, 2),
      call.settled(90),
    ])
    assert.deepEqual(calls[0]?.attempts, [
      { number: 1, startMs: 10, endMs: 90 },
      { number: 2, startMs: 60, endMs: 90 },
    ])
    assert.equal(coveredMs(calls[0]?.attempts ?? [], 90), 80)
    assert.equal(calls[0]?.state, 'ok')
  })

  test('a call whose hedge waits in line still runs', () => {
    const call = callEvents(0, 'lookup')
    const { calls } = rowsOf([call.received(0), call.started(10), call.waiting(50, 'limit')])
    assert.equal(calls[0]?.state, 'running')
  })

  test('a failed attempt says why, and the wait that follows when it is to end', () => {
    const call = callEvents(0, 'lookup')
    const { calls } = rowsOf([
      call.received(0),
      call.started(0),
      call.retrying(100, 400),
      call.waiting(100, 'retry'),
      call.started(500, 2),
      call.settled(600),
    ])
    const [first, second] = calls[0]?.attempts ?? []
    assert.deepEqual(first, { number: 1, startMs: 0, endMs: 100, failed: true, fault: 'Busy.' })
    assert.deepEqual(second, { number: 2, startMs: 500, endMs: 600 })
    assert.deepEqual(calls[0]?.waits.at(-1), {
      startMs: 100,
      endMs: 500,
      reason: 'retry',
      untilMs: 500,
    })
  })

  test('a request keeps what people said before it, and what its message said', () => {
    const { models } = rowsOf([
      { type: 'said', turn: 1, text: 'Also the invoices.', atMs: 0 },
      request(5),
      { type: 'reasoning', text: 'Hm', atMs: 6 },
      { type: 'text', text: 'I will ', atMs: 7 },
      { type: 'text', text: 'look.', atMs: 8 },
      message(9),
    ])
    assert.equal(models[0]?.heard, 'Also the invoices.')
    assert.equal(models[0]?.said, 'I will look.')
    assert.equal(models[0]?.reasoned, 'Hm')
    assert.deepEqual(models[0]?.usage, { inputTokens: 100, outputTokens: 20 })
  })

  test('lines of types that are not known, and of calls that never came, change nothing', () => {
    const { timeline } = rowsOf([
      request(0),
      { type: 'sang', atMs: 3 },
      callEvents(3, 'never_came').settled(4),
      { type: 'turn', turn: 1, atMs: 4, event: { type: 'turn.sang', turnId: 't', atMs: 4 } },
    ])
    assert.equal(timeline.rows.length, 1)
    assert.equal(timeline.endMs, 4)
  })

  test('the end of a run ends a request without a message', () => {
    const { timeline, models } = rowsOf([
      request(0),
      { type: 'end', atMs: 20, outcome: 'cancelled' },
    ])
    assert.equal(models[0]?.state, 'failed')
    assert.equal(models[0]?.endMs, 20)
    assert.equal(timeline.ending?.outcome, 'cancelled')
  })
})
