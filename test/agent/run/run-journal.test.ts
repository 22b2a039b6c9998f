import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent, Run } from '../../../src/agent/contract.ts'
import { RunError } from '../../../src/agent/run/run-error.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { scriptedModel, virtualClock, type VirtualClock } from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'

type Question = 'run' | 'turn' | 'runs' | 'run.started' | 'run.message' | 'run.ended'

/** A journal of which one question comes to another end. */
function journalWhere(asked: Question, answer: () => Promise<never>): Journal {
  const journal = memoryJournal()
  return {
    ...journal,
    append: (record) => (record.kind === asked ? answer() : journal.append(record)),
    ...(asked in journal && { [asked]: answer }),
  }
}

const never = (): Promise<never> => new Promise(() => {})

function agentOn(journal: Journal): { agent: Agent<never>; clock: VirtualClock } {
  const clock = virtualClock()
  const work = tool({ name: 'work', writes: 'w', execute: () => 'done' }) as AnyTool
  const engine = createEngine({ tools: [work], journal, clock })
  const script = [{ calls: [{ id: 'c', name: 'work' }] }, { text: 'Done.' }]
  const agent = createAgent({ engine, model: scriptedModel({ script, clock }) })
  return { agent: agent as unknown as Agent<never>, clock }
}

async function failureOf(run: Run<unknown>): Promise<RunError> {
  const error: unknown = await run.result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(RunError.is(error), `Expected a RunError, got ${String(error)}`)
  assert.equal(error.code, 'journal')
  return error
}

describe('a journal that does not answer', () => {
  for (const asked of ['run', 'run.started', 'run.message', 'run.ended'] as const)
    test(`(${asked}) fails the run in ten seconds`, async () => {
      const { agent, clock } = agentOn(journalWhere(asked, never))
      const error = await clock.run(failureOf(agent.run('Go.', { id: 'r' })))
      assert.match(error.message, /memory did not answer in 10000 ms/)
      assert.equal((error.cause as { code?: string }).code, 'journal_timeout')
      assert.ok(clock.now() >= 10_000 && clock.now() < 11_000)
      assert.equal(clock.pendingTimers, 0)
    })

  for (const [how, outcome] of [
    ['deadlineMs', 'deadline'],
    ['signal', 'cancelled'],
  ] as const)
    test(`is not waited for by a run that is told to stop (${how})`, async () => {
      const { agent, clock } = agentOn(journalWhere('run', never))
      const stop = new AbortController()
      clock.setTimer(() => stop.abort(), 300, undefined)
      const limit = how === 'signal' ? { signal: stop.signal } : { deadlineMs: 300 }
      const error = await clock.run(failureOf(agent.run('Go.', { id: 'r', ...limit })))
      assert.equal(error.result.outcome, outcome)
      assert.ok(clock.now() < 3_000, `it took ${clock.now()} ms`)
      await clock.runUntilIdle()
      assert.equal(clock.pendingTimers, 0)
    })

  test('fails `say` and `resumeAll` in ten seconds', async () => {
    const saying = memoryJournal()
    const { agent, clock } = agentOn({
      ...saying,
      append: (record) =>
        'callKey' in record && record.callKey.startsWith('say:') ? never() : saying.append(record),
    })
    const run = agent.run('Go.', { id: 'r' })
    await clock.run(assert.rejects(run.say('Hear.'), { code: 'journal_timeout' }))
    await failureOf(run)
    const listing = agentOn(journalWhere('runs', never))
    await listing.clock.run(assert.rejects(listing.agent.resumeAll(), { code: 'journal_timeout' }))
  })
})

test('a run that is cancelled at once is kept as cancelled, for the journal answers', async () => {
  const { agent, clock } = agentOn(memoryJournal())
  const run = agent.run('Go.', { id: 'r' })
  run.cancel()
  assert.equal((await clock.run(run.result)).outcome, 'cancelled')
  const again = await clock.run(agent.run('Go.', { id: 'r' }).result)
  assert.deepEqual([again.outcome, again.stats.requests], ['cancelled', 0])
})

describe('a journal that fails', () => {
  const gone = (): Promise<never> => Promise.reject(new Error('The disk is gone.'))
  const goneAtOnce = (): never => {
    throw new Error('The disk is gone.')
  }
  for (const fails of [gone, goneAtOnce])
    for (const asked of ['run', 'run.started', 'run.message', 'run.ended'] as const)
      test(`(${asked}, ${fails.name}) fails the run with all that was done`, async () => {
        const { agent, clock } = agentOn(journalWhere(asked, fails))
        const error = await clock.run(failureOf(agent.run('Go.', { id: 'r' })))
        assert.match(error.message, /The journal failed: The disk is gone\./)
        const isOver = asked === 'run.ended'
        assert.equal(error.result.outcome, isOver ? 'answered' : 'broken')
        // Of a run that was never looked up nothing has been done.
        assert.equal(error.result.turns.length, asked === 'run' ? 0 : 1)
      })

  test('as results from outside come, or a run is resumed, fails it likewise', async () => {
    const journal = memoryJournal()
    const first = agentOn(journal)
    const run = first.agent.run('Go.', { id: 'r' })
    for await (const { type } of run) if (type === 'message') run.suspend({ withinMs: 0 })
    await first.clock.run(run.result)
    for (const asked of ['run', 'turn'] as const) {
      const { agent, clock } = agentOn({ ...journal, [asked]: gone })
      const results = [{ callId: 'c', output: 1 }]
      await clock.run(failureOf(agent.resume('r', { results })))
      await clock.run(failureOf(agent.resume('r')))
    }
  })
})
