import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TurnEvent } from '../../../src/call/report/event.ts'
import { tool } from '../../../src/call/tool.ts'
import { Session, type SessionCall } from '../../../src/cli/mcp/session.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { nextTurn } from '../../../src/util/clock.ts'

const call = (
  id: string,
  run: SessionCall['run'],
  onProgress?: (told: unknown) => void,
): SessionCall => ({
  call: { id, name: 'work', input: {} },
  signal: new AbortController().signal,
  run,
  onProgress,
})

function setUp() {
  const turns = new Set<string>()
  const onEvent = ({ turnId }: TurnEvent): void => void turns.add(turnId)
  const work = tool({ name: 'work', writes: 'all', execute: () => 'by itself' })
  const engine = createEngine({ tools: [], onEvent, maxResultChars: 200, graceMs: 10 })
  return { turns, session: new Session(engine.with([work])), engine, work }
}

test('calls that overlap are one turn, in the order in which they came, and are over when none is under way', async () => {
  const { turns, session } = setUp()
  const ran: number[] = []
  const runs = [1, 2, 3].map((n) => session.call(call(`c${n}`, () => void ran.push(n))))
  await Promise.all(runs)
  assert.deepEqual([ran, turns.size], [[1, 2, 3], 1])
  for (let i = 0; i < 3; i += 1) await nextTurn()
  assert.equal((await session.call(call('later', undefined))).content, 'by itself')
  assert.equal(turns.size, 2)
})

test('a long result is cut, progress goes to its own call, and other tools are for calls from now on', async () => {
  const { session, engine } = setUp()
  const told: unknown[] = []
  const long = await session.call(
    call(
      'c1',
      (_input, { progress }) => {
        progress('half')
        return 'x'.repeat(10_000)
      },
      (progress) => told.push(progress),
    ),
  )
  assert.ok(String(long.content).length <= 200)
  assert.deepEqual(told, ['half'])
  session.use(engine.with([]))
  assert.equal((await session.call(call('c2', undefined))).error?.code, 'unknown_tool')
})

test('when the host has gone, what is under way is cancelled, and that is waited for', async () => {
  const { session } = setUp()
  const deaf = session.call(call('c1', () => new Promise(() => {})))
  await session.end()
  const { status, error } = await deaf
  assert.deepEqual([status, error?.message.includes('The host has gone.')], ['cancelled', true])
})
