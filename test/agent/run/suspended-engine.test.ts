import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent } from '../../../src/agent/contract.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { scriptedModel } from '../../../src/testing/scripted-model.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import type { ChatMessage } from '../../../src/wire/openai-chat/message.ts'

const clock = virtualClock()

interface Process {
  readonly engine: Engine
  readonly agent: Agent<ChatMessage>
  /** Suspends the engine and closes the journal, as at the end of a process. */
  shutDown(withinMs?: number): Promise<void>
}

/** A model that takes 100 ms, also if it is told to stop, and a tool that takes as long. */
function world(): { sent: string[]; requests(): number; start(): Process } {
  const kept = memoryJournal()
  const sent: string[] = []
  let requests = 0
  const scripted = scriptedModel({
    clock,
    script: [{ calls: [{ name: 'send' }] }, { calls: [{ name: 'send' }] }, { text: 'Done.' }],
  })
  const model: typeof scripted = {
    ...scripted,
    async send(request) {
      requests += 1
      await sleep(clock, 100, undefined)
      return scripted.send({ ...request, signal: new AbortController().signal })
    },
  }
  const send = tool({
    name: 'send',
    writes: 'outbox',
    execute: async (_input, { idempotencyKey, signal }) => {
      await sleep(clock, 100, signal)
      sent.push(idempotencyKey)
      return 'sent'
    },
  }) as AnyTool

  function start(): Process {
    let closed = false
    const journal = {
      ...kept,
      append: (record: Parameters<typeof kept.append>[0]) =>
        closed ? Promise.reject(new Error('The journal is closed.')) : kept.append(record),
    }
    const engine = createEngine({ tools: [send], clock, journal })
    const shutDown = async (withinMs = 1_000): Promise<void> => {
      await engine.suspend({ withinMs })
      closed = true
    }
    return { engine, agent: createAgent({ engine, model }), shutDown }
  }
  return { sent, requests: () => requests, start }
}

describe('when its engine is suspended, a run', () => {
  for (const [when, afterMs, sends] of [
    ['that has just begun', 0, 0],
    ['that asks the model', 50, 0],
    ['whose call runs', 150, 1],
    ['that asks the model again', 250, 1],
  ] as const)
    test(`${when} is suspended, and goes on elsewhere`, async () => {
      const { sent, requests, start } = world()
      const before = start()
      const run = before.agent.run('Go.', { id: 'r' })
      await clock.advance(afterMs)
      const asked = requests()
      await clock.run(before.shutDown())
      assert.equal((await run.result).outcome, 'suspended')
      assert.deepEqual([requests(), sent.length], [asked, sends])
      await clock.advance(1_000)
      assert.deepEqual([requests(), clock.pendingTimers], [asked, 0])

      const [again] = await start().agent.resumeAll()
      assert.equal((await clock.run(again!.result)).outcome, 'answered')
      assert.equal(sent.length, 2)
      assert.equal(new Set(sent).size, 2)
    })

  test('that begins afterwards is suspended at once, and is kept', async () => {
    const { requests, start } = world()
    const { engine, agent } = start()
    await clock.run(engine.suspend())
    assert.equal((await clock.run(agent.run('Go.', { id: 'r' }).result)).outcome, 'suspended')
    assert.equal(requests(), 0)
    const [again] = await start().agent.resumeAll()
    assert.equal((await clock.run(again!.result)).outcome, 'answered')
  })

  test('is told to stop sooner if it is suspended again, with less time', async () => {
    const { sent, start } = world()
    const { agent, engine } = start()
    const run = agent.run('Go.')
    await clock.advance(150)
    void engine.suspend({ withinMs: 1_000 })
    run.suspend({ withinMs: 0 })
    assert.equal((await clock.run(run.result)).outcome, 'suspended')
    assert.equal(sent.length, 0)
  })

  test('inside a call is waited for as the call is, and goes on with it elsewhere', async () => {
    const { sent, requests, start } = world()
    const nested = (process: Process): Agent<ChatMessage> => {
      const delegate = tool({
        name: 'delegate',
        idempotent: true,
        execute: async (_input, { idempotencyKey }) =>
          (await process.agent.run('Go.', { id: idempotencyKey }).result).outcome,
      })
      const model = scriptedModel({
        clock,
        script: [{ calls: [{ name: 'delegate' }] }, { text: 'All done.' }],
      })
      return createAgent({ engine: process.engine.with([delegate]), model })
    }
    const before = start()
    const run = nested(before).run('Go.', { id: 'outer' })
    await clock.advance(150)
    await clock.run(before.shutDown(150))
    assert.equal((await run.result).outcome, 'suspended')
    const asked = requests()
    await clock.advance(1_000)
    assert.deepEqual([requests(), clock.pendingTimers], [asked, 0])

    const again = await clock.run(nested(start()).resume('outer').result)
    assert.equal(again.outcome, 'answered')
    assert.match(JSON.stringify(again.messages), /"answered"/)
    assert.deepEqual([sent.length, new Set(sent).size], [2, 2])
  })
})
