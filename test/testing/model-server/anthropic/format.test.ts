import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages'
import { estimateTokens } from '../../../../src/testing/index.ts'
import { ask, withServer } from '../harness.ts'

const calls = [
  { name: 'get_customer', input: { customerId: 1234, note: 'naïve 😀'.repeat(40) } },
  { name: 'get_orders', id: 'my-id', input: {} },
]

const caller = { type: 'direct' }

describe('the model server, to the Anthropic client', () => {
  for (const way of ['create', 'stream'] as const)
    it(`says the scripted turn (${way})`, async () => {
      const script = [{ thinking: 'Let me see.', text: 'Looking it up.', calls }]
      await withServer({ script }, async ({ anthropic }) => {
        const message =
          way === 'create'
            ? await anthropic.messages.create(ask)
            : await anthropic.messages.stream(ask).finalMessage()
        assert.equal(message.role, 'assistant')
        assert.equal(message.model, 'test-model')
        assert.equal(message.stop_reason, 'tool_use')
        const [thinking, ...rest] = message.content
        assert.ok(thinking?.type === 'thinking' && thinking.signature !== '')
        assert.equal(thinking.thinking, 'Let me see.')
        assert.deepEqual(rest, [
          { type: 'text', text: 'Looking it up.' },
          {
            type: 'tool_use',
            id: 'toolu_1_1',
            caller,
            name: 'get_customer',
            input: calls[0]?.input,
          },
          { type: 'tool_use', id: 'my-id', caller, name: 'get_orders', input: {} },
        ])
      })
    })

  it('goes through a whole conversation, turn by turn', async () => {
    await withServer({ script: [{ calls }, { text: 'All is well.' }] }, async ({ anthropic }) => {
      const first = await anthropic.messages.create(ask)
      const results = first.content.flatMap((block) =>
        block.type === 'tool_use'
          ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'fine' }]
          : [],
      )
      const messages: MessageParam[] = [
        ...ask.messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: results.toReversed() },
      ]
      const stream = anthropic.messages.stream({ ...ask, messages })
      assert.equal(await stream.finalText(), 'All is well.')
      assert.equal((await stream.finalMessage()).stop_reason, 'end_turn')
    })
  })

  it('keeps blocks in the order that the script gives', async () => {
    const blocks = [{ call: { name: 'a' } }, { text: 'and' }, { call: { name: 'b' } }]
    await withServer({ script: [{ blocks }] }, async ({ anthropic }) => {
      const { content } = await anthropic.messages.stream(ask).finalMessage()
      assert.deepEqual(
        content.map((block) => (block.type === 'tool_use' ? block.name : block.type)),
        ['a', 'text', 'b'],
      )
    })
  })

  it('streams the events in the order of the documentation', async () => {
    await withServer({ script: [{ text: 'Hi', calls: [{ name: 'a' }] }] }, async (harness) => {
      const events: string[] = []
      for await (const event of await harness.anthropic.messages.create({ ...ask, stream: true }))
        if (events.at(-1) !== event.type) events.push(event.type)
      const block = ['content_block_start', 'content_block_delta', 'content_block_stop']
      assert.deepEqual(events, [
        'message_start',
        ...block,
        ...block,
        'message_delta',
        'message_stop',
      ])
    })
  })

  it('estimates the tokens of what it is sent and of what it says', async () => {
    const text = 'word '.repeat(100)
    const messages = [{ role: 'user' as const, content: 'word '.repeat(1_000) }]
    await withServer({ script: [{ text }] }, async ({ anthropic }) => {
      const whole = await anthropic.messages.create({ ...ask, messages })
      const streamed = await anthropic.messages.stream({ ...ask, messages }).finalMessage()
      assert.equal(whole.usage.input_tokens, estimateTokens({ messages }))
      assert.ok(whole.usage.input_tokens > 1_250 && whole.usage.input_tokens < 1_300)
      assert.equal(whole.usage.output_tokens, 125)
      assert.equal(streamed.usage.input_tokens, whole.usage.input_tokens)
      assert.equal(streamed.usage.output_tokens, 125)
      const tools = [{ name: 'a', input_schema: { type: 'object' as const } }]
      const larger = await anthropic.messages.create({
        ...ask,
        messages,
        tools,
        system: 'Be brief.',
      })
      assert.ok(larger.usage.input_tokens > whole.usage.input_tokens + 10)
    })
  })

  it('tells the usage that the script gives instead', async () => {
    const usage = { inputTokens: 7, outputTokens: 9 }
    await withServer({ script: [{ text: 'Hi', usage }] }, async ({ anthropic }) => {
      const message = await anthropic.messages.stream(ask).finalMessage()
      assert.equal(message.usage.input_tokens, 7)
      assert.equal(message.usage.output_tokens, 9)
    })
  })

  for (const [stop, reason] of [
    ['length', 'max_tokens'],
    ['refusal', 'refusal'],
    ['paused', 'pause_turn'],
    ['answer', 'end_turn'],
  ] as const)
    it(`ends with ${reason} where the script says ${stop}`, async () => {
      await withServer({ script: [{ text: 'Hm.', stop }] }, async ({ anthropic }) => {
        assert.equal((await anthropic.messages.create(ask)).stop_reason, reason)
        assert.equal((await anthropic.messages.stream(ask).finalMessage()).stop_reason, reason)
      })
    })

  it('cuts a reply that is too long in the middle of its last call', async () => {
    await withServer(
      { script: [{ calls: calls.toReversed(), stop: 'length' }] },
      async (harness) => {
        const texts = ['', '']
        const stream = await harness.anthropic.messages.create({ ...ask, stream: true })
        for await (const event of stream)
          if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta')
            texts[event.index] += event.delta.partial_json
        assert.equal(texts[0], '{}')
        const whole = JSON.stringify(calls[0]?.input)
        assert.equal(texts[1], whole.slice(0, Math.floor(whole.length / 2)))
      },
    )
  })

  it('sends arguments that are no JSON as they are', async () => {
    const inputText = '{"city": "Par'
    await withServer({ script: [{ calls: [{ name: 'a', inputText }] }] }, async (harness) => {
      let sent = ''
      const stream = await harness.anthropic.messages.create({ ...ask, stream: true })
      for await (const event of stream)
        if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta')
          sent += event.delta.partial_json
      assert.equal(sent, inputText)
      const { content } = await harness.anthropic.messages.create(ask)
      assert.deepEqual(content[0]?.type === 'tool_use' && content[0].input, {})
    })
  })
})
