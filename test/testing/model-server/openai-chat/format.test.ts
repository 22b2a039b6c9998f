import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type {
  ChatCompletionChunk,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import { askOpenai as ask, withServer } from '../harness.ts'

const calls = [
  { name: 'get_customer', input: { customerId: 1234, note: 'naïve 😀'.repeat(40) } },
  { name: 'get_orders', id: 'my-id', input: {} },
]
const sent = [
  {
    id: 'call_1_1',
    type: 'function',
    function: { name: 'get_customer', arguments: JSON.stringify(calls[0]?.input) },
  },
  { id: 'my-id', type: 'function', function: { name: 'get_orders', arguments: '{}' } },
]

describe('the model server, to the OpenAI client', () => {
  for (const way of ['create', 'stream'] as const)
    it(`says the scripted turn (${way})`, async () => {
      const script = [{ thinking: 'Let me see.', text: 'Looking it up.', calls }]
      await withServer({ script }, async ({ openai }) => {
        const completion =
          way === 'create'
            ? await openai.chat.completions.create(ask)
            : await openai.chat.completions.stream(ask).finalChatCompletion()
        const [choice] = completion.choices
        assert.equal(completion.model, 'test-model')
        assert.equal(choice?.finish_reason, 'tool_calls')
        assert.equal(choice.message.content, 'Looking it up.')
        const { reasoning_content: thinking } = choice.message as { reasoning_content?: string }
        assert.equal(thinking, 'Let me see.')
        assert.deepEqual(JSON.parse(JSON.stringify(choice.message.tool_calls)), sent)
      })
    })

  it('goes through a whole conversation, turn by turn', async () => {
    await withServer({ script: [{ calls }, { text: 'All is well.' }] }, async ({ openai }) => {
      const first = await openai.chat.completions.create(ask)
      const message = first.choices[0]?.message
      assert.ok(message !== undefined)
      assert.equal(message.content, null)
      const results = (message.tool_calls ?? []).map((call) => ({
        role: 'tool' as const,
        tool_call_id: call.id,
        content: 'fine',
      }))
      const messages: ChatCompletionMessageParam[] = [
        ...ask.messages,
        message,
        ...results.toReversed(),
      ]
      const second = await openai.chat.completions
        .stream({ ...ask, messages })
        .finalChatCompletion()
      assert.equal(second.choices[0]?.message.content, 'All is well.')
      assert.equal(second.choices[0]?.finish_reason, 'stop')
    })
  })

  it('numbers the calls of a stream and names each once', async () => {
    await withServer({ script: [{ text: 'Hi', calls }] }, async ({ openai }) => {
      const deltas: ChatCompletionChunk.Choice.Delta.ToolCall[] = []
      for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true }))
        deltas.push(...(chunk.choices[0]?.delta.tool_calls ?? []))
      const named = deltas.filter((delta) => delta.id !== undefined)
      assert.deepEqual(
        named.map(({ index, id, function: f }) => [index, id, f?.name, f?.arguments]),
        [
          [0, 'call_1_1', 'get_customer', ''],
          [1, 'my-id', 'get_orders', ''],
        ],
      )
      const text = deltas
        .filter(({ index }) => index === 0)
        .map((delta) => delta.function?.arguments)
      assert.ok(text.length > 4, 'in several pieces')
      assert.equal(text.join(''), sent[0]?.function.arguments)
    })
  })

  it('tells the usage, in a stream only if asked to', async () => {
    await withServer({ script: [{ text: 'word '.repeat(100) }] }, async ({ openai }) => {
      const whole = await openai.chat.completions.create(ask)
      assert.equal(whole.usage?.completion_tokens, 125)
      assert.equal(whole.usage.prompt_tokens + 125, whole.usage.total_tokens)
      const options = { ...ask, stream_options: { include_usage: true } }
      const streamed = await openai.chat.completions.stream(options).finalChatCompletion()
      assert.deepEqual(streamed.usage, whole.usage)
      for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true })) {
        assert.equal(chunk.usage, undefined)
        assert.equal(chunk.choices.length, 1)
      }
    })
  })

  for (const [stop, reason] of [
    ['length', 'length'],
    ['refusal', 'content_filter'],
    ['answer', 'stop'],
  ] as const)
    it(`ends with ${reason} where the script says ${stop}`, async () => {
      await withServer({ script: [{ text: 'Hm.', stop }] }, async ({ openai }) => {
        const { choices } = await openai.chat.completions.create(ask)
        assert.equal(choices[0]?.finish_reason, reason)
        const { content, refusal } = choices[0].message
        assert.deepEqual([content, refusal], stop === 'refusal' ? [null, 'Hm.'] : ['Hm.', null])
        let last: string | null | undefined
        let refused = ''
        for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true })) {
          last = chunk.choices[0]?.finish_reason
          refused += chunk.choices[0]?.delta.refusal ?? ''
        }
        assert.equal(last, reason)
        assert.equal(refused, stop === 'refusal' ? 'Hm.' : '')
      })
    })

  it('cuts a reply that is too long in the middle of its last call', async () => {
    await withServer(
      { script: [{ calls: calls.toReversed(), stop: 'length' }] },
      async (harness) => {
        const { choices } = await harness.openai.chat.completions.create(ask)
        const texts = choices[0]?.message.tool_calls?.map((call) =>
          call.type === 'function' ? call.function.arguments : '',
        )
        const whole = sent[0]?.function.arguments ?? ''
        assert.deepEqual(texts, ['{}', whole.slice(0, Math.floor(whole.length / 2))])
      },
    )
  })
})
