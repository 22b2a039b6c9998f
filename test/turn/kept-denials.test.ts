import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import { decide } from '../../src/journal/decide.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import { createEngine } from '../../src/turn/engine.ts'

const calls = ['a', 'b'].map((id) => ({ id, name: 'refund', input: {} }))

/** A turn of two identical calls, which is suspended while it waits for a person, who decides on it then. */
async function decided(decision: 'allow' | 'deny') {
  const journal = memoryJournal()
  let ran = 0
  let asked = 0
  const refund = (extra: Partial<ToolDefinition>): AnyTool =>
    tool({
      name: 'refund',
      writes: 'orders',
      execute: () => ((ran += 1), 'refunded'),
      ...extra,
    } as ToolDefinition) as AnyTool
  const wait = (): 'wait' => ((asked += 1), 'wait')
  const first = createEngine({ tools: [refund({ needsApproval: true })], journal, approve: wait })
  const report = first.execute(calls, { id: 't' })
  while ((await journal.questions()).length === 0) await new Promise(setImmediate)
  await first.suspend({ withinMs: 0 })
  await report
  const [question] = await journal.questions()
  assert.ok(question)
  await decide(journal, question, { decision, reason: 'Not this one.' })
  /** Takes it up with what the next version makes of the tool. */
  async function takenUp(extra: Partial<ToolDefinition>, approves: boolean) {
    const approve = approves ? wait : undefined
    const engine = createEngine({ tools: [refund(extra)], journal, ...(approve && { approve }) })
    const { results } = await engine.execute(calls, { id: 't' })
    return { statuses: results.map(({ status }) => status), results, ran, asked }
  }
  return takenUp
}

const filled = {
  '~standard': {
    version: 1,
    vendor: 'test',
    jsonSchema: { input: () => ({}) },
    validate: (value: object) => ({ value: { all: true, ...value } }),
  },
} as unknown as NonNullable<ToolDefinition['inputSchema']>

describe('a denial that is kept', () => {
  for (const [version, extra, approves] of [
    ['needs no approval any more', {}, true],
    ['says so', { needsApproval: false }, true],
    ['has an engine without `approve`', {}, false],
    ['asks only about some', { needsApproval: () => false }, true],
  ] as const)
    test(`stands if the next version of the tool ${version}`, async () => {
      const takenUp = await decided('deny')
      const { statuses, results, ran, asked } = await takenUp(extra, approves)
      assert.deepEqual([statuses, ran, asked], [['denied', 'denied'], 0, 1])
      assert.equal(results[0]?.content, 'refund was not run: Not this one.')
    })

  for (const needsApproval of [undefined, () => false])
    test(`stands for its call, whatever that would run with now (${needsApproval})`, async () => {
      const takenUp = await decided('deny')
      const { statuses } = await takenUp({ inputSchema: filled, needsApproval }, true)
      assert.equal(statuses[0], 'denied')
    })

  test('is one of its calls only: where somebody allowed them, they run without a question', async () => {
    const takenUp = await decided('allow')
    const { statuses, ran, asked } = await takenUp({}, true)
    assert.deepEqual([statuses, ran, asked], [['ok', 'ok'], 2, 1])
  })
})
