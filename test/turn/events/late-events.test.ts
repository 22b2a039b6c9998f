import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TurnEvent } from '../../../src/call/report/event.ts'
import { ToolError } from '../../../src/call/errors/error.ts'
import { tool } from '../../../src/call/tool.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'

/** What is told of a turn in which calls wait, retry, tell of their progress and fail. */
async function eventsOf(isWatched: boolean, hasProgress: boolean): Promise<readonly TurnEvent[]> {
  const clock = virtualClock()
  const told: TurnEvent[] = []
  const writes = tool({ name: 'writes', writes: 'a', execute: () => sleep(clock, 5) })
  const fails = tool({
    name: 'fails',
    reads: [],
    retries: 1,
    execute: () => {
      throw new ToolError('busy', { retryable: true })
    },
  })
  const tells = tool({ name: 'tells', reads: [], execute: (_, { progress }) => progress('half') })
  const engine = createEngine({
    tools: hasProgress ? [writes, fails, tells] : [writes, fails],
    clock,
  })
  const turn = engine.turn({
    id: 't',
    ...(isWatched && { onEvent: (event: TurnEvent) => void told.push(event) }),
  })
  const names = hasProgress ? ['writes', 'fails', 'tells', 'writes'] : ['writes', 'fails', 'writes']
  turn.commit(names.map((name, index) => ({ id: `c${index}`, name, input: {} })))
  await clock.run(turn.report)
  if (isWatched) return told
  const read: TurnEvent[] = []
  for await (const event of turn) read.push(event)
  return read
}

for (const hasProgress of [false, true])
  test(`K9: who comes after the turn is told the same as who was there${hasProgress ? ', of progress, too' : ''}`, async () => {
    const there = await eventsOf(true, hasProgress)
    assert.ok(there.some((event) => event.type === 'call.waiting' && event.by?.callId === 'c0'))
    assert.ok(there.some((event) => event.type === 'call.retrying' && event.error.message !== ''))
    assert.deepEqual(await eventsOf(false, hasProgress), there)
  })

test('K9: of a turn of hundreds of calls who comes late is told all, in order', async () => {
  const clock = virtualClock()
  const naps = tool({ name: 'naps', reads: [], execute: () => sleep(clock, 1) })
  const count = 300
  const calls = Array.from({ length: count }, (_, n) => ({ id: `c${n}`, name: 'naps', input: {} }))
  const told = async (onEvent?: (event: TurnEvent) => void): Promise<readonly TurnEvent[]> => {
    const turn = createEngine({ tools: [naps], clock: virtualClock() }).turn({ id: 't', onEvent })
    turn.commit(calls)
    turn.cancel()
    await turn.report
    const late: TurnEvent[] = []
    for await (const event of turn) late.push(event)
    return late
  }
  const watched: TurnEvent[] = []
  await told((event) => void watched.push(event))
  assert.ok(watched.length > 2 * count, `${watched.length} events`)
  assert.deepEqual(await told(), watched)
})
