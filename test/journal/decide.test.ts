import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool } from '../../src/call/tool.ts'
import { decide } from '../../src/journal/decide.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'

/** A call of `pay` that waits for a person. */
async function asked() {
  const clock = virtualClock()
  const journal = memoryJournal()
  const paid: unknown[] = []
  const pay = tool({
    name: 'pay',
    inputSchema: { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] },
    writes: 'account',
    needsApproval: true,
    execute: ({ sum }) => void paid.push(sum),
  })
  const engine = createEngine({ tools: [pay], journal, clock, approve: () => 'wait' })
  const turn = engine.execute([{ id: 'a', name: 'pay', input: { sum: 5 } }], { id: 't' })
  await clock.advance(10)
  const [question] = await journal.questions()
  assert.ok(question)
  return { journal, question, paid, ended: () => clock.run(turn) }
}

describe('decide', () => {
  test('lets a call run that waits', async () => {
    const { journal, question, paid, ended } = await asked()
    await decide(journal, question, 'allow')
    assert.equal((await ended()).results[0]?.status, 'ok')
    assert.deepEqual(paid, [5])
    assert.deepEqual(await journal.questions(), [])
  })

  test('denies it, with a reason for the model', async () => {
    const { journal, question, paid, ended } = await asked()
    await decide(journal, question, { decision: 'deny', reason: 'Too much.' })
    assert.match(String((await ended()).results[0]?.content), /Too much\./)
    assert.deepEqual(paid, [])
  })

  test('lets it run with other arguments', async () => {
    const { journal, question, paid, ended } = await asked()
    await decide(journal, question, { decision: 'allow', input: { sum: 3 } })
    const { results } = await ended()
    assert.deepEqual(results[0]?.changedInput, { sum: 3 })
    assert.deepEqual(paid, [3])
  })

  test('on whatever ids a journal has, empty ones too', async () => {
    const journal = memoryJournal()
    const ids = { turnId: '', callKey: '' }
    await journal.append({ kind: 'call.asked', ...ids, name: 'pay', input: '{}', atMs: 1 })
    await decide(journal, ids, 'allow')
    assert.deepEqual(await journal.questions(), [])
  })

  test('the first decision stands, and what does not wait cannot be decided on', async () => {
    const { journal, question, paid, ended } = await asked()
    await decide(journal, question, 'allow')
    await assert.rejects(decide(journal, question, 'deny'), { code: 'journal_conflict' })
    await assert.rejects(decide(journal, { turnId: 't', callKey: 'none' }, 'deny'), {
      code: 'journal_conflict',
    })
    await ended()
    assert.deepEqual(paid, [5])
  })

  test('asks first: a journal that refuses takes along what its engine writes of the turn then', async () => {
    const { journal, question, ended } = await asked()
    await decide(journal, question, 'allow')
    let appended = 0
    const watched = {
      turn: (turnId: string) => journal.turn(turnId),
      append: () => Promise.resolve(void (appended += 1)),
    } as unknown as Journal
    await assert.rejects(decide(watched, question, 'deny'), { code: 'journal_conflict' })
    assert.equal(appended, 0)
    await ended()
  })

  for (const [what, decided, message] of [
    ['another word', 'yes', /Expected `decision` to be 'allow' or 'deny', got "yes"/],
    ['arguments that JSON cannot hold', { decision: 'allow', input: { sum: 5n } }, /plain JSON/],
    ['arguments of a call that is denied', { decision: 'deny', input: {} }, /Expected no `input`/],
  ] as const)
    test(`refuses ${what}, and the call goes on waiting`, async () => {
      const { journal, question } = await asked()
      await assert.rejects(decide(journal, question, decided as never), { code: 'usage', message })
      assert.equal((await journal.questions()).length, 1)
    })
})
