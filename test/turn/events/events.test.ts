import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TurnEvent } from '../../../src/call/report/event.ts'
import { calls, lab } from '../lab.ts'

const brief = (event: TurnEvent): string =>
  `${event.atMs} ${event.type}${'callId' in event ? ` ${event.callId}` : ''}${'reason' in event ? ` ${event.reason}` : ''}`

test('a turn tells what happens in it, in the order in which it happens', async () => {
  const { clock, nap, engine } = lab()
  const seen: string[] = []
  const run = engine([nap('nap', 10), nap('write', 5, { writes: 'x' })], { concurrency: 2 })
  await clock.run(
    run.execute(calls('nap', 'write', 'write'), { onEvent: (event) => seen.push(brief(event)) }),
  )
  assert.deepEqual(seen, [
    '0 call.received c1',
    '0 call.received c2',
    '0 call.received c3',
    '0 turn.committed',
    '0 call.waiting c3 conflict',
    // There is room for both; another waits for this one.
    '0 call.started c2',
    '0 call.started c1',
    '5 call.settled c2',
    '5 call.started c3',
    '10 call.settled c1',
    '10 call.settled c3',
    '10 turn.settled',
  ])
})

test('a turn can be iterated, from its start even if somebody comes late', async () => {
  const { clock, nap, engine } = lab()
  const turn = engine([nap('nap', 10, { reads: [] })]).turn()
  turn.add({ id: 'c1', name: 'nap', input: {} })
  await clock.advance(20)
  const seen: string[] = []
  const reading = (async () => {
    for await (const event of turn) seen.push(brief(event))
  })()
  turn.commit()
  await clock.run(reading)
  assert.deepEqual(seen, [
    '0 call.received c1',
    '0 call.started c1',
    '10 call.settled c1',
    '20 turn.committed',
    '20 turn.settled',
  ])
})

test('an onEvent that throws harms nothing and is named in the report', async () => {
  const { clock, nap, engine } = lab()
  const report = await clock.run(
    engine([nap('nap', 10)]).execute(calls('nap'), {
      onEvent: () => {
        throw new Error('watcher broke')
      },
    }),
  )
  assert.equal(report.outcome, 'complete')
  assert.match(report.warnings[0] ?? '', /watcher broke/)
})
