import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../../src/agent/agent.ts'
import type { Run, RunOptions } from '../../../../src/agent/contract.ts'
import { tool, type AnyTool } from '../../../../src/call/tool.ts'
import type { ChatMessage } from '../../../../src/wire/openai-chat/message.ts'
import { scriptedModel } from '../../../../src/testing/scripted-model.ts'
import { joinLab } from './lab.ts'

const script = [{ calls: [{ id: 'a', name: 'slow' }] }, { text: 'Done.' }]

describe('a run that is asked for while it stops', () => {
  for (const [outcome, options, stop] of [
    ['deadline', { deadlineMs: 20 }, () => {}],
    ['suspended', {}, (run) => run.suspend()],
  ] as [string, RunOptions, (run: Run<ChatMessage>) => void][])
    test(`goes on with what it has done, if it did not stop for good (${outcome})`, async () => {
      const { agent, clock, model, ran } = joinLab(script)
      const first = agent.run('Go.', { id: 'r', ...options })
      await clock.advance(30)
      stop(first)
      const again = agent.run('Go.', { id: 'r', deadlineMs: 60_000 })
      const joined = agent.resume('r')
      const ends = await clock.run(Promise.all([first.result, again.result, joined.result]))
      assert.deepEqual(
        ends.map((end) => end.outcome),
        [outcome, 'answered', 'answered'],
      )
      assert.equal(ends[1], ends[2])
      assert.deepEqual([ran, model.requests.length], [['slow'], 2])
      assert.equal(clock.pendingTimers, 0)
    })

  test('is cancelled for the others, too, if it was cancelled', async () => {
    const { agent, clock, model } = joinLab(script)
    const first = agent.run('Go.', { id: 'r' })
    await clock.advance(30)
    first.cancel()
    const again = agent.run('Go.', { id: 'r' })
    const [one, two] = await clock.run(Promise.all([first.result, again.result]))
    assert.equal(one, two)
    assert.deepEqual([two.outcome, model.requests.length], ['cancelled', 1])
  })

  test('by the attempt that it runs inside goes on with the next one', async () => {
    const { agent, clock, engine, ran } = joinLab(script, 1_000)
    const outcomes: string[] = []
    const delegate = tool({
      name: 'delegate',
      idempotent: true,
      timeoutMs: 700,
      retries: 1,
      execute: async (_input, { idempotencyKey }) => {
        const { outcome, text } = await agent.run('Go.', { id: idempotencyKey }).result
        outcomes.push(outcome)
        return text
      },
    }) as AnyTool
    const model = scriptedModel({
      script: [{ calls: [{ name: 'delegate' }] }, { text: 'All done.' }],
      clock,
    })
    const main = createAgent({ engine: engine.with([delegate]), model })
    const { turns } = await clock.run(main.run('Go.', { id: 'm' }).result)
    const [{ status, content, attempts } = {}] = turns[0]?.results ?? []
    assert.deepEqual([status, content, attempts], ['ok', 'Done.', 2])
    assert.deepEqual([outcomes.toSorted(), ran], [['answered', 'cancelled'], ['slow']])
  })
})
