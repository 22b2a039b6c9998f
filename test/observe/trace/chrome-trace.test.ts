import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromeTrace, type ChromeEvent } from '../../../src/observe/trace/chrome-trace.ts'
import { tracedEvent } from '../../../src/observe/trace/traced.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'
import { callEvents, message, request } from '../timeline/events.ts'
import { variedAgent } from './recorded.ts'

const end = ({ ts, dur = 0 }: ChromeEvent): number => ts + dur

/** Within a thread each slice lies within another or beside it, as viewers want it. */
function assertNested(events: readonly ChromeEvent[]): void {
  for (const thread of Map.groupBy(
    events.filter(({ ph }) => ph === 'X'),
    ({ tid }) => tid,
  ).values())
    for (const a of thread)
      for (const b of thread) {
        const beside = end(a) <= b.ts || end(b) <= a.ts
        const within = (a.ts <= b.ts && end(b) <= end(a)) || (b.ts <= a.ts && end(a) <= end(b))
        assert.ok(beside || within, `${a.name} and ${b.name} overlap in thread ${a.tid}`)
      }
}

test('slices nest, and each arrow begins in the call that was in the way and ends in the one that waited', async (context) => {
  const { agent } = await variedAgent(context)
  const lines: TraceLine[] = []
  for await (const event of agent.run('Do it.')) lines.push(tracedEvent(event))
  const { traceEvents } = JSON.parse(JSON.stringify(chromeTrace(lines))) as {
    traceEvents: ChromeEvent[]
  }
  assertNested(traceEvents)
  const slices = traceEvents.filter(({ ph }) => ph === 'X')
  assert.equal(slices.filter(({ cat }) => cat === 'call').length, 5)
  assert.equal(slices.filter(({ cat }) => cat === 'model').length, 2)
  const from = traceEvents.find(({ ph }) => ph === 's')
  const to = traceEvents.find(({ ph }) => ph === 'f')
  const around = (arrow: ChromeEvent | undefined): ChromeEvent | undefined =>
    slices.find(
      (slice) =>
        slice.cat === 'call' &&
        slice.tid === arrow?.tid &&
        slice.ts <= arrow.ts &&
        end(slice) >= arrow.ts,
    )
  assert.equal(around(from)?.name, 'edit_file')
  assert.equal(around(to)?.name, 'edit_file')
  assert.notEqual(from?.tid, to?.tid)
})

test('a hedge has a row of its own beside the attempt that it helps', () => {
  const call = callEvents(0, 'lookup')
  const events = [
    request(0),
    message(5),
    call.received(5),
    call.started(5),
    call.started(50, 2),
    call.settled(90),
  ]
  const { traceEvents } = chromeTrace(events as TraceLine[])
  assertNested(traceEvents)
  const hedge = traceEvents.find(({ name }) => name === 'lookup, attempt 2')
  assert.equal(hedge?.ts, 50_000)
  assert.equal(hedge?.dur, 40_000)
})

test('what is still open ends where the trace does', () => {
  const call = callEvents(0, 'lookup')
  const events = [request(0), message(5), call.received(5), call.started(5), request(70, 2)]
  const { traceEvents } = chromeTrace(events as TraceLine[])
  const slice = traceEvents.find(({ name }) => name === 'lookup')
  assert.equal(slice?.dur, 65_000)
})
