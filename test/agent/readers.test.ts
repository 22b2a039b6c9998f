import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAgent } from '../../src/agent/agent.ts'
import type { Run, RunEvent } from '../../src/agent/contract.ts'
import { tool } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'

const steps = 3_000

/** A run whose tool tells of three thousand steps; it goes on once `go` resolves. */
function run(go: Promise<unknown>): Run<unknown> {
  const work = tool({
    name: 'work',
    execute: async (_input, { progress }) => {
      await go
      for (let step = 1; step <= steps; step += 1) progress(step)
    },
  })
  let requests = 0
  const model = {
    name: 'claude',
    codec: anthropicCodec,
    send: async () => {
      requests += 1
      const call = { type: 'tool_use', id: 'x', name: 'work', input: {} }
      const content = requests === 1 ? [call] : [{ type: 'text', text: 'Done.' }]
      return { role: 'assistant', content, stop_reason: requests === 1 ? 'tool_use' : 'end_turn' }
    },
  }
  const engine = createEngine({ tools: [work], clock: virtualClock() })
  return createAgent({ engine, model }).run('Go.') as Run<unknown>
}

async function all(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const read: RunEvent[] = []
  for await (const event of events) read.push(event)
  return read
}

const isProgress = (event: RunEvent): boolean =>
  event.type === 'turn' && event.event.type === 'call.progress'

test('every loop over a run gets every event, two at once, one after a break, and one after the end', async () => {
  const { promise: go, resolve } = Promise.withResolvers<void>()
  const one = run(go)
  const both = [all(one), all(one)]
  for await (const event of one) if (event.type === 'message') break
  const second = all(one)
  resolve()
  await one.result
  const told = await Promise.all([...both, second, all(one)])
  const without = (events: RunEvent[]): RunEvent[] => events.filter((event) => !isProgress(event))
  assert.equal(told[0]?.[0]?.type, 'request')
  assert.equal(told[0]?.at(-1)?.type, 'message')
  assert.equal(told[0]?.filter(({ type }) => type === 'request').length, 2)
  for (const events of told) assert.deepEqual(without(events), without(told[0] ?? []))
})

test('what nobody reads of a run stays bounded: the newest progress is kept, and all else', async () => {
  const one = run(Promise.resolve())
  await one.result
  const events = await all(one)
  const progress = events.flatMap((event) =>
    event.type === 'turn' && event.event.type === 'call.progress' ? [event.event.progress] : [],
  )
  assert.equal(progress.length, 1_000)
  assert.equal(progress.at(-1), steps)
  assert.ok(events.some((event) => event.type === 'turn' && event.event.type === 'turn.settled'))
})
