import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent } from '../../../src/agent/contract.ts'
import { answer } from '../../../src/agent/answer.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import type { AnthropicMessage } from '../../../src/wire/anthropic/message.ts'

const asking = (name: string, id: string) => ({
  role: 'assistant',
  content: [{ type: 'tool_use', id, name, input: {} }],
  stop_reason: 'tool_use',
})

/** An agent whose model asks for each of these tools in turn, and then is done. */
function agentOf(engine: Engine, ...names: readonly string[]): Agent<AnthropicMessage> {
  const send = ({ messages }: { messages: readonly AnthropicMessage[] }): Promise<unknown> => {
    const said = messages.filter(({ role }) => role === 'assistant').length
    const name = names[said]
    if (name !== undefined) return Promise.resolve(asking(name, `c${said}`))
    const content = [{ type: 'text', text: 'Done.' }]
    return Promise.resolve({ role: 'assistant', content, stop_reason: 'end_turn' })
  }
  return createAgent({ engine, model: { name: 'm', codec: anthropicCodec, send } as never })
}

function notingTool(seen: unknown[]): AnyTool {
  return tool({
    name: 'note',
    writes: 'notes',
    execute: (_, { context }) => void seen.push(context),
  }) as AnyTool
}

describe('the context of a run', () => {
  test('is that of its turns, and of the runs of a child agent', async () => {
    const seen: unknown[] = []
    const child = agentOf(createEngine({ tools: [notingTool(seen)] }), 'note')
    const delegate = tool({
      name: 'delegate',
      execute: async () => (await child.run('Note it.').result).text,
    })
    const parent = agentOf(
      createEngine({ tools: [notingTool(seen), delegate] }),
      'note',
      'delegate',
      'note',
    )
    const context = { user: 'ann', close: () => {} }
    assert.equal((await parent.run('Go.', { context }).result).outcome, 'answered')
    assert.deepEqual(seen, [context, context, context])
    for (const one of seen) assert.equal(one, context)
  })

  test('is given again when the run goes on, for no journal has it', async () => {
    const seen: unknown[] = []
    const kept = memoryJournal()
    /** A process that dies when its second request is sent. */
    const process = (): Agent<AnthropicMessage> =>
      agentOf(createEngine({ tools: [notingTool(seen)], journal: { ...kept } }), 'note', 'note')
    const dying = createEngine({ tools: [notingTool(seen)], journal: { ...kept } })
    const first = agentOf(dying, 'note', 'note').run('Go.', { id: 'r', context: 'before' })
    for await (const event of first) {
      if (event.type !== 'request' || event.turn < 2) continue
      first.suspend()
      break
    }
    assert.equal((await first.result).outcome, 'suspended')
    assert.deepEqual(seen, ['before'])
    await process().resume('r', { context: 'again' }).result
    assert.deepEqual(seen, ['before', 'again'])
    assert.ok(
      !JSON.stringify([await kept.run('r'), [...(await kept.turn('r.1')).values()]]).includes(
        'before',
      ),
    )
  })

  test('may be given to all that have not ended', async () => {
    const seen: unknown[] = []
    const journal = memoryJournal()
    const engine = createEngine({ tools: [notingTool(seen)], journal })
    const runs = ['a', 'b'].map((id) => agentOf(engine, 'note').run('Go.', { id, context: 1 }))
    for (const run of runs) run.suspend()
    for (const run of runs) assert.equal((await run.result).outcome, 'suspended')
    for (const run of await agentOf(engine, 'note').resumeAll({ context: 'all' })) await run.result
    assert.deepEqual(seen, ['all', 'all'])
  })

  test('may be given where a single message is answered', async () => {
    const seen: unknown[] = []
    const engine = createEngine({ tools: [notingTool(seen)] })
    const { report } = await answer(anthropicCodec, engine, asking('note', 'c1'), {
      context: 'one',
    })
    assert.deepEqual([report.outcome, seen], ['complete', ['one']])
  })
})
