import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool, type AnyTool, type ToolContext } from '../../../src/call/tool.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { scriptedModel } from '../../../src/testing/scripted-model.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const never = (): Promise<never> => new Promise(() => {})
const script = [{ calls: [{ name: 'delegate' }] }, { text: 'Done.' }]
const payCall = { id: 'n', name: 'pay', input: {} }

/** What pays inside a call of an agent, whose process may die once that is done. */
class World {
  readonly kept = memoryJournal()
  paid = 0

  /** A process, whose journal keeps nothing any more once it is told to die. */
  begin(dies: boolean) {
    let died = false
    const ended = Promise.withResolvers<void>()
    const journal: Journal = {
      ...this.kept,
      append: (record) => (died ? never() : this.kept.append(record)),
    }
    const end = async (): Promise<void> => {
      if (!dies) return
      died = true
      ended.resolve()
      await never()
    }
    const pay = tool({
      name: 'pay',
      writes: 'account',
      execute: () => ((this.paid += 1), 'paid'),
    }) as AnyTool
    return { journal, pay, end, ended: ended.promise }
  }

  async prune(): Promise<void> {
    await this.kept.prune({ beforeMs: Date.now() + 1_000 })
  }
}

type Process = ReturnType<World['begin']>

/** The agent of a process, whose tool pays in one way or another. */
function makeAgent(
  process: Process,
  payInside: (process: Process, key: string) => Promise<unknown>,
) {
  const delegate = tool({
    name: 'delegate',
    idempotent: true,
    execute: async (_input: unknown, { idempotencyKey }: ToolContext) => {
      await payInside(process, idempotencyKey)
      await process.end()
      return 'It is done.'
    },
  }) as AnyTool
  const engine = createEngine({ tools: [delegate], journal: process.journal, timeoutMs: Infinity })
  return createAgent({ engine, model: scriptedModel({ script }) })
}

const ways: Record<string, (process: Process, key: string) => Promise<unknown>> = {
  'a turn': ({ journal, pay }, id) =>
    createEngine({ tools: [pay], journal }).execute([payCall], { id }),
  'a turn in a turn that no journal keeps': ({ journal, pay }, id) => {
    const inner = tool({
      name: 'inner',
      execute: () => createEngine({ tools: [pay], journal }).execute([payCall], { id }),
    }) as AnyTool
    return createEngine({ tools: [inner] }).execute([{ id: 'i', name: 'inner', input: {} }])
  },
  'a run': ({ journal, pay }, id) => {
    const model = scriptedModel({ script: [{ calls: [{ name: 'pay' }] }, { text: 'Paid.' }] })
    const engine = createEngine({ tools: [pay], journal })
    return createAgent({ engine, model }).run('Pay.', { id }).result
  },
}

describe('what a journal that is pruned still knows', () => {
  for (const [what, payInside] of Object.entries(ways))
    test(`is ${what} inside a call that has no result yet: nothing is done twice`, async () => {
      const world = new World()
      const before = world.begin(true)
      makeAgent(before, payInside).run('Go.', { id: 'm' })
      await before.ended
      await world.prune()
      const [run] = await makeAgent(world.begin(false), payInside).resumeAll()
      const { text, turns } = (await run?.result) ?? {}
      assert.deepEqual([text, turns?.[0]?.results[0]?.content], ['Done.', 'It is done.'])
      assert.equal(world.paid, 1)
      await world.prune()
      assert.deepEqual([...(await world.kept.turn('m.1:call_1')).keys()], [])
      assert.deepEqual(await world.kept.runs(), [])
    })

  test('are the steps of a plan that has not ended', async () => {
    const world = new World()
    const plan = {
      steps: [
        { id: 's', tool: 'pay', input: {} },
        { id: 'h', tool: 'hang', input: {} },
      ],
    }
    const begin = (process: Process) => {
      const hang = tool({ name: 'hang', writes: 'account', idempotent: true, execute: process.end })
      const tools = [process.pay, hang as AnyTool]
      const engine: Engine = createEngine({
        tools,
        journal: process.journal,
        batch: true,
        timeoutMs: Infinity,
      })
      const calls = [{ name: 'batch', input: plan }]
      return createAgent({
        engine,
        model: scriptedModel({ script: [{ calls }, { text: 'Done.' }] }),
      })
    }
    const before = world.begin(true)
    begin(before).run('Go.', { id: 'm' })
    await before.ended
    await world.prune()
    const [run] = await begin(world.begin(false)).resumeAll()
    assert.equal((await run?.result)?.text, 'Done.')
    assert.equal(world.paid, 1)
  })

  test('is a question inside a call', async () => {
    const world = new World()
    const { journal } = world.begin(false)
    const pay = tool({ name: 'pay', writes: 'account', needsApproval: true, execute: () => 'paid' })
    const engine = createEngine({
      tools: [pay as AnyTool],
      journal,
      approve: () => 'wait',
      timeoutMs: Infinity,
    })
    const agent = makeAgent(world.begin(false), (_process, id) => engine.execute([payCall], { id }))
    const run = agent.run('Go.', { id: 'm' })
    while ((await journal.questions()).length === 0) await new Promise(setImmediate)
    await world.prune()
    assert.equal((await journal.questions()).length, 1)
    run.suspend({ withinMs: 0 })
    await run.result
  })
})
