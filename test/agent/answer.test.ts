import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer } from '../../src/agent/answer.ts'
import type { ToolCall } from '../../src/call/call.ts'
import { tool } from '../../src/call/tool.ts'
import { createEngine } from '../../src/turn/engine.ts'
import type { Codec } from '../../src/wire/codec.ts'
import { chatCodec } from '../../src/wire/openai-chat/codec.ts'
import { stopped } from '../../src/wire/shared/ending/stop.ts'

/** A codec that tells some calls of its message early, and has others, or in another order, in the end. */
function codecThat(tells: readonly string[], has: readonly string[]): Codec<unknown> {
  const call = (id: string): ToolCall => ({ id, name: 'note', input: { id } })
  return {
    ...chatCodec,
    decoder: (sink) => {
      let phase: 'open' | 'over' = 'open'
      return {
        get phase() {
          return phase
        },
        push: () => {
          for (const id of tells) sink.call?.(call(id))
          phase = 'over'
        },
        end: () => ({
          messages: [{ role: 'assistant' }],
          calls: has.map(call),
          text: '',
          stop: stopped('calls'),
          usage: { inputTokens: 0, outputTokens: 0 },
        }),
      }
    },
  }
}

async function answered(tells: string[], has: string[]) {
  const effects: string[] = []
  const note = tool({
    name: 'note',
    writes: 'notes',
    execute: (input: unknown) => void effects.push((input as { id: string }).id),
  })
  const engine = createEngine({ tools: [note] })
  const reply = await answer(codecThat(tells, has), engine, [{}])
  return { effects, reply }
}

test('a call that was told early runs once, wherever it stands in the message', async () => {
  const { effects, reply } = await answered(['b', 'c'], ['a', 'b', 'c', 'd'])
  assert.deepEqual(effects.toSorted(), ['a', 'b', 'c', 'd'])
  assert.deepEqual(
    reply.messages
      .slice(1)
      .map((message) => (message as { tool_call_id: string }).tool_call_id)
      .toSorted(),
    ['a', 'b', 'c', 'd'],
  )
})

test('a message that lacks a call it was told to have is broken', async () => {
  const { effects, reply } = await answered(['a', 'b'], ['b', 'c'])
  assert.equal(reply.stop.kind, 'broken')
  assert.deepEqual(reply.messages, [])
  assert.ok(!effects.includes('c'))
})
