import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Model } from '../../../src/agent/model.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'

type Content = readonly Record<string, unknown>[]

/** What messages may hold beside JSON. */
const contents: Readonly<Record<string, () => Content>> = {
  bytes: () => [{ image: { format: 'png', source: { bytes: new Uint8Array([137, 80, 78, 71]) } } }],
  'a Buffer': () => [{ type: 'file', mediaType: 'image/png', data: Buffer.from('png') }],
  'a URL': () => [
    { type: 'file', mediaType: 'image/png', data: new URL('https://example.com/cat.png') },
  ],
  'a number that JSON has not': () => [{ type: 'text', text: 'How?', temperature: NaN }],
}

function lab(journal = memoryJournal()) {
  const sent: unknown[][] = []
  const send = async ({ messages }: { messages: readonly unknown[] }) => {
    sent.push([...messages])
    const isFirst = messages.length === 1
    const call = { type: 'tool_use', id: 'a', name: 'look', input: {} }
    return {
      role: 'assistant',
      content: isFirst ? [call] : [{ type: 'text', text: 'Done.' }],
      stop_reason: isFirst ? 'tool_use' : 'end_turn',
    }
  }
  const tools = [tool({ name: 'look', reads: [], execute: () => 'seen' }) as AnyTool]
  const model = { name: 'm', codec: anthropicCodec, send } as never as Model<object>
  const agent = () =>
    createAgent({ engine: createEngine({ tools, journal: { ...journal } }), model })
  return { agent, sent, journal }
}

describe('a run that is asked for again with what it began with goes on', () => {
  for (const [what, content] of Object.entries(contents))
    test(`if that holds ${what}, which comes back as it was`, async () => {
      const { agent, sent } = lab()
      const messages = (): object[] => [{ role: 'user', content: content() }]
      const first = agent().run(messages(), { id: 'r' })
      for await (const { type } of first) if (type === 'message') first.suspend()
      assert.equal((await first.result).outcome, 'suspended')
      const last = await agent().run(messages(), { id: 'r' }).result
      assert.equal(last.outcome, 'answered')
      // JSON has no NaN.
      if (!what.includes('JSON')) assert.deepEqual(plain(sent.at(-1)?.[0]), plain(messages()[0]))
      await assert.rejects(agent().run([{ role: 'user', content: 'Else.' }], { id: 'r' }).result, {
        code: 'run_input',
      })
    })

  test('and so does one that is joined while it is under way', async () => {
    const { agent } = lab()
    const one = agent()
    const messages = (): object[] => [{ role: 'user', content: contents['bytes']?.() }]
    const runs = [one.run(messages(), { id: 'r' }), one.run(messages(), { id: 'r' })]
    const ends = await Promise.all(runs.map(({ result }) => result))
    assert.deepEqual(
      ends.map(({ outcome }) => outcome),
      ['answered', 'answered'],
    )
  })
})

/** A Buffer comes back as the bytes that it is. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Array.from(value)
  if (value instanceof URL) return `URL ${value.href}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}
