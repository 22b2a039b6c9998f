import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool } from '../../../src/call/tool.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'

const asks = {
  role: 'assistant',
  content: [{ type: 'tool_use', id: 'a', name: 'pay', input: {} }],
  stop_reason: 'tool_use',
}
const answers = {
  role: 'assistant',
  content: [{ type: 'text', text: 'Done.' }],
  stop_reason: 'end_turn',
}

test('what went wrong around a call is among the warnings of its run', async () => {
  const clock = virtualClock()
  const engine = createEngine({
    tools: [tool({ name: 'pay', needsApproval: true, execute: () => 'paid' })],
    approve: (() => true) as never,
    clock,
  })
  const script = [asks, answers]
  const model = { name: 'm', codec: anthropicCodec, send: async () => script.shift() }
  const { outcome, warnings } = await clock.run(createAgent({ engine, model }).run('Pay.').result)
  assert.equal(outcome, 'answered')
  assert.deepEqual(warnings.length, 1)
  assert.match(warnings[0] ?? '', /Answer 'allow' in place of `true`/)
})
