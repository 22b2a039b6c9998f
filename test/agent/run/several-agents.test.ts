import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent } from '../../../src/agent/contract.ts'
import { tool, type AnyTool, type ToolContext } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { scriptedModel, type ScriptedModel } from '../../../src/testing/scripted-model.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import type { ChatMessage } from '../../../src/wire/openai-chat/message.ts'

const names = (model: ScriptedModel): unknown[] =>
  model.requests.map(({ body }) =>
    ((body as { tools?: { function: { name: string } }[] }).tools ?? []).map(
      ({ function: { name } }) => name,
    ),
  )

/** A process that has the journal until it dies: what it appends then is not kept. */
class Process {
  readonly journal: Journal
  readonly base: Engine
  #died = false

  constructor(kept: Journal) {
    const append: Journal['append'] = (record) =>
      this.#died ? new Promise(() => {}) : kept.append(record)
    this.journal = { ...kept, append }
    this.base = createEngine({ tools: [], journal: this.journal, timeoutMs: Infinity })
  }

  die(): void {
    this.#died = true
  }
}

const never = (): Promise<never> => new Promise(() => {})

/** Two agents of one provider: one whose refunds hang, or not, and one that only answers. */
function twoAgents(
  kept: Journal,
  hangs: boolean,
  [first, second]: readonly (string | undefined)[],
) {
  const process = new Process(kept)
  const hanging = Promise.withResolvers<void>()
  const refund = tool({
    name: 'refund',
    writes: 'orders',
    idempotent: true,
    execute: () => (hanging.resolve(), hangs ? never() : 'refunded'),
  }) as AnyTool
  const faq = tool({ name: 'faq', reads: 'faq', execute: () => 'See above.' }) as AnyTool
  const model = scriptedModel({ script: [{ calls: [{ name: 'refund' }] }, { text: 'Done.' }] })
  const billing = createAgent({ engine: process.base.with([refund]), model, name: first })
  const support = createAgent({ engine: process.base.with([faq]), model, name: second })
  return { process, model, billing, support, hanging: hanging.promise }
}

describe('agents of one provider on one journal', () => {
  for (const [first, second] of [
    ['billing', 'support'],
    ['billing', undefined],
    [undefined, 'support'],
  ])
    test(`each resume their own runs (${first} and ${second})`, async () => {
      const kept = memoryJournal()
      const before = twoAgents(kept, true, [first, second])
      before.billing.run('Refund order 7.', { id: 'order-7' })
      await before.hanging
      before.process.die()
      const { billing, support, model } = twoAgents(kept, false, [first, second])
      assert.deepEqual(await support.resumeAll(), [])
      const [run, ...more] = await billing.resumeAll()
      assert.deepEqual([run?.id, more], ['order-7', []])
      assert.equal((await run?.result)?.text, 'Done.')
      assert.deepEqual(names(model), [['refund']])
    })

  test('are refused what one of another name began, under way or not, and do not take its place', async () => {
    const kept = memoryJournal()
    const { process, billing, support, hanging } = twoAgents(kept, true, ['billing', 'support'])
    const run = billing.run('Refund order 7.', { id: 'order-7' })
    await hanging
    const message =
      'Expected run "order-7" to be one of the agent "support", but the agent "billing" began it. ' +
      'Resume it with that one, which has its tools and its instructions, or give a new run another id.'
    const refused = async (other: Agent<ChatMessage>): Promise<void> => {
      await assert.rejects(other.resume('order-7').result, { code: 'run_agent', message })
      const begun = other.run('Refund order 7.', { id: 'order-7' })
      await assert.rejects(begun.result, { code: 'run_agent', message })
    }
    await refused(support)
    const joined = billing.resume('order-7')
    run.cancel()
    assert.equal((await joined.result).outcome, 'cancelled')
    process.die()
    await refused(twoAgents(kept, false, ['billing', 'support']).support)
    const { support: nameless } = twoAgents(kept, false, [])
    await assert.rejects(nameless.resume('order-7').result, /one of an agent without a name/)
  })

  test('may be told to go on with a run without a name, as from before they had one', async () => {
    const kept = memoryJournal()
    const before = twoAgents(kept, true, [])
    before.billing.run('Refund order 7.', { id: 'order-7' })
    await before.hanging
    before.process.die()
    const { billing } = twoAgents(kept, false, ['billing', 'support'])
    assert.deepEqual(await billing.resumeAll(), [])
    assert.equal((await billing.resume('order-7').result).text, 'Done.')
  })
})

/** A main agent whose tool runs a helper, and waits for it or not. */
function team(kept: Journal, hangs: boolean, waits: boolean, name: string | undefined = 'helper') {
  const process = new Process(kept)
  const hanging = Promise.withResolvers<void>()
  let ran = 0
  const pay = tool({
    name: 'pay',
    writes: 'account',
    idempotent: true,
    execute: () => ((ran += 1), hanging.resolve(), hangs ? never() : 'paid'),
  }) as AnyTool
  const model = scriptedModel({
    script: ({ firstUserText }) =>
      firstUserText === 'Help.'
        ? [{ calls: [{ name: 'pay' }] }, { text: 'Helped.' }]
        : [{ calls: [{ name: 'delegate' }] }, { text: 'All done.' }],
  })
  const helper = createAgent({ engine: process.base.with([pay]), model, name })
  const delegate = tool({
    name: 'delegate',
    idempotent: true,
    execute: async (_input: unknown, { idempotencyKey }: ToolContext) => {
      const run = helper.run('Help.', { id: idempotencyKey })
      if (!waits) return 'It has begun.'
      return (await run.result).text
    },
  }) as AnyTool
  const main = createAgent({ engine: process.base.with([delegate]), model })
  return { process, main, helper, hanging: hanging.promise, runs: () => ran }
}

describe('a run that began inside a call', () => {
  test('is left to that call, which takes it up with its own agent when it runs again', async () => {
    const kept = memoryJournal()
    const before = team(kept, true, true)
    before.main.run('Go.', { id: 'm' })
    await before.hanging
    before.process.die()
    const listed = (await kept.runs()).map(({ name, inside }) => [name, inside?.turnId])
    assert.deepEqual(listed, [
      [undefined, undefined],
      ['helper', 'm.1'],
    ])
    const { main, helper, runs } = team(kept, false, true)
    assert.deepEqual(await helper.resumeAll(), [])
    const [run, ...more] = await main.resumeAll()
    assert.deepEqual([run?.id, more], ['m', []])
    const { text, turns } = (await run?.result) ?? {}
    assert.deepEqual([text, runs()], ['All done.', 1])
    assert.equal(turns?.[0]?.results[0]?.content, 'Helped.')
    const outcomes = (await kept.runs()).map(({ outcome }) => outcome)
    assert.deepEqual(outcomes, ['answered', 'answered'])
  })

  test('is so without names, too', async () => {
    const kept = memoryJournal()
    const before = team(kept, true, true, undefined)
    before.main.run('Go.', { id: 'm' })
    await before.hanging
    before.process.die()
    const { main, runs } = team(kept, false, true, undefined)
    const [run, ...more] = await main.resumeAll()
    assert.deepEqual([run?.id, more], ['m', []])
    assert.deepEqual([(await run?.result)?.text, runs()], ['All done.', 1])
  })

  test('is taken up by itself if the call has ended well without it', async () => {
    const kept = memoryJournal()
    const before = team(kept, true, false)
    const { text } = await before.main.run('Go.', { id: 'm' }).result
    assert.equal(text, 'All done.')
    await before.hanging
    before.process.die()
    const { helper, runs } = team(kept, false, false)
    const [run, ...more] = await helper.resumeAll()
    assert.deepEqual(more, [])
    assert.deepEqual([(await run?.result)?.text, runs()], ['Helped.', 1])
  })
})
