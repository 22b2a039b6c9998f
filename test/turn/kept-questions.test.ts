import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import { decide } from '../../src/journal/decide.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { settle } from '../../src/testing/settle.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import type { Engine, Turn } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'

/** An engine whose one tool waits for a person in the journal. */
function scene(
  effects: Partial<ToolDefinition>,
  journal: Journal,
  clock: VirtualClock,
  approvalTimeoutMs?: number,
): Engine {
  const act = tool({
    name: 'act',
    needsApproval: true,
    execute: () => 'done',
    ...effects,
  } as ToolDefinition) as AnyTool
  return createEngine({ tools: [act], journal, clock, approvalTimeoutMs, approve: () => 'wait' })
}

const act = (id: string) => ({ id, name: 'act', input: {} })
const keysOf = async (journal: Journal): Promise<readonly string[]> =>
  (await journal.questions()).map(({ callKey }) => callKey)

const effects = { 'a read': { reads: 'o' }, 'a write': { writes: 'o' }, 'an undeclared call': {} }
const ends: Record<string, (turn: Turn, clock: VirtualClock) => unknown> = {
  'the turn is cancelled': (turn) => turn.cancel(),
  'it is cancelled': (turn) => turn.cancel('a'),
  'its time for an answer is over': (_, clock) => clock.advance(1_000),
  'the deadline passes': (turn, clock) => (turn.setDeadline(10), clock.advance(20)),
}

describe('a question in the journal', () => {
  for (const [what, declared] of Object.entries(effects))
    for (const [when, end] of Object.entries(ends))
      test(`about ${what} is gone when ${when}, and nobody can decide on it`, async () => {
        const journal = memoryJournal()
        const clock = virtualClock()
        const turn = scene(declared, journal, clock, 1_000).turn({ id: 't' })
        turn.add(act('a'))
        turn.commit()
        await settle()
        const [question] = await journal.questions()
        assert.ok(question)
        await end(turn, clock)
        const { results } = await clock.run(turn.report)
        assert.notEqual(results[0]?.status, 'ok')
        assert.deepEqual(await keysOf(journal), [])
        await assert.rejects(decide(journal, question, 'allow'), { code: 'journal_conflict' })
      })

  for (const [what, declared] of Object.entries(effects))
    test(`about ${what} waits for who suspends it`, async () => {
      const journal = memoryJournal()
      const clock = virtualClock()
      const engine = scene(declared, journal, clock)
      const report = engine.execute([act('a')], { id: 't' })
      await settle()
      await engine.suspend({ withinMs: 0 })
      await report
      assert.deepEqual(await keysOf(journal), ['a'])
    })

  test('is asked about the next of identical calls when the first of them ends', async () => {
    const journal = memoryJournal()
    const clock = virtualClock()
    const turn = scene({ writes: 'o' }, journal, clock).turn({ id: 't' })
    for (const id of ['a', 'b', 'c']) turn.add(act(id))
    turn.commit()
    await settle()
    assert.deepEqual(await keysOf(journal), ['a'])
    turn.cancel('a')
    await settle()
    assert.deepEqual(await keysOf(journal), ['b'])
    turn.cancel('b')
    await settle()
    const [question] = await journal.questions()
    assert.equal(question?.callKey, 'c')
    await decide(journal, question, 'allow')
    const { results } = await clock.run(turn.report)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['cancelled', 'cancelled', 'ok'],
    )
  })

  test('waits for an answer no longer than it may, however often its turn is taken up', async () => {
    const journal = memoryJournal()
    const clock = virtualClock()
    for (let time = 0; time < 2; time += 1) {
      const engine = scene({ writes: 'o' }, journal, clock, 1_000)
      const report = engine.execute([act('a')], { id: 't' })
      await clock.advance(400)
      await engine.suspend({ withinMs: 0 })
      await report
      assert.deepEqual(await keysOf(journal), ['a'])
    }
    const report = scene({ writes: 'o' }, journal, clock, 1_000).execute([act('a')], { id: 't' })
    await clock.advance(199)
    assert.deepEqual(await keysOf(journal), ['a'])
    await clock.advance(1)
    const { results } = await report
    assert.equal(results[0]?.content, 'act was not run: Nobody approved it within 1000 ms.')
  })

  test('may be answered after its time, while nobody ran its turn', async () => {
    const journal = memoryJournal()
    const clock = virtualClock()
    const first = scene({ writes: 'o' }, journal, clock, 1_000)
    const report = first.execute([act('a')], { id: 't' })
    await settle()
    await first.suspend({ withinMs: 0 })
    await report
    await clock.advance(5_000)
    const [question] = await journal.questions()
    assert.ok(question)
    await decide(journal, question, 'allow')
    const again = scene({ writes: 'o' }, journal, clock, 1_000)
    const { results } = await clock.run(again.execute([act('a')], { id: 't' }))
    assert.equal(results[0]?.status, 'ok')
  })
})
