import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent } from '../../../src/agent/contract.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import type { AnthropicMessage } from '../../../src/wire/anthropic/message.ts'

/** An agent whose model asks for one list of tools after the other, and then says that it is done. */
function agentOf(
  script: readonly (readonly string[])[],
  stopAfter: readonly string[],
  input: object = {},
) {
  const clock = virtualClock()
  const journal = memoryJournal()
  const log: string[] = []
  const seen = { requests: 0 }
  const make = (name: string, execute: () => unknown = () => name): AnyTool =>
    tool({
      name,
      writes: name,
      execute: async () => {
        log.push(name)
        await sleep(clock, 10)
        return execute()
      },
    }) as AnyTool
  const tools = [
    make('finish', () => ({ answer: 42 })),
    make('other'),
    make('fails', () => {
      throw new Error('It broke.')
    }),
  ]
  const send = async ({ messages }: { messages: readonly AnthropicMessage[] }) => {
    seen.requests += 1
    const said = messages.filter(({ role }) => role === 'assistant').length
    const calls = script[said] ?? []
    const content = calls.map((name, n) => ({
      type: 'tool_use',
      id: `${said}${n}`,
      name,
      input,
    }))
    if (calls.length > 0) return { role: 'assistant', content, stop_reason: 'tool_use' }
    return {
      role: 'assistant',
      content: [{ type: 'text', text: 'Done.' }],
      stop_reason: 'end_turn',
    }
  }
  const model = { name: 'm', codec: anthropicCodec, send } as never
  /** As another process makes it. */
  const agent = (): Agent<AnthropicMessage> => {
    const engine = createEngine({ tools, clock, journal: { ...journal }, batch: true })
    return createAgent<AnthropicMessage>({ engine, model, stopAfter })
  }
  return { clock, journal, log, seen, agent }
}

describe('stopAfter', () => {
  test('does not run such a tool as a step of a plan, which would not end the run: the model is told to call it by itself', async () => {
    const steps = ['other', 'finish'].map((name) => ({ id: name, tool: name, input: {} }))
    const { clock, log, agent } = agentOf([['batch'], ['finish']], ['finish'], { steps })
    const { outcome, turns } = await clock.run(agent().run('Go.').result)
    assert.deepEqual([outcome, log], ['tool', ['other', 'finish']])
    assert.match(
      String(turns[0]?.results[0]?.content),
      /finish was not run: it ends the run.*by itself/,
    )
  })

  test('ends the run after the turn in which the tool ran, with its value and its siblings’ results', async () => {
    const { clock, journal, log, seen, agent } = agentOf(
      [['other'], ['other', 'finish', 'finish']],
      ['finish'],
    )
    for (const times of [1, 2]) {
      const { outcome, ended, turns, messages } = await clock.run(
        agent().run('Go.', { id: 'r' }).result,
      )
      assert.deepEqual(
        [outcome, ended?.id, ended?.value],
        ['tool', '11', { answer: 42 }],
        `${times}`,
      )
      assert.equal(turns.at(-1)?.outcome, 'complete')
      // The results stand in the conversation, so that it can go on in a new run.
      assert.equal(messages.at(-1)?.role, 'user')
      assert.deepEqual([seen.requests, log.length], [2, 4])
    }
    assert.equal((await clock.run(journal.runs()))[0]?.outcome, 'tool')
  })

  test('goes on if the tool failed, or did not run', async () => {
    const { clock, agent } = agentOf([['fails'], ['other']], ['fails', 'finish'])
    const { outcome, ended, text } = await clock.run(agent().run('Go.').result)
    assert.deepEqual([outcome, ended, text], ['answered', undefined, 'Done.'])
  })

  test('names tools that there are', () => {
    const { agent } = agentOf([], ['finsh'])
    assert.throws(
      agent,
      /Expected `stopAfter` of createAgent to name tools of its engine \(finish, other, fails, batch\), got "finsh"\./,
    )
  })
})
