import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Response, ResponseInputItem } from 'openai/resources/responses/responses'
import type { Script } from '../../../../src/testing/index.ts'
import { withServer } from '../harness.ts'

const ask = { model: 'test-model', input: 'Hello?' }
const calls = [
  { name: 'get_customer', input: { customerId: 1234, note: 'naïve 😀'.repeat(40) } },
  { name: 'get_orders', id: 'my-id', input: {} },
]
const item = (type: string, id: string, more: object): object => ({ id, type, ...more })
const call = (id: string, call_id: string, name: string, args: string): object =>
  item('function_call', id, { status: 'completed', call_id, name, arguments: args })
const text = { type: 'output_text', text: 'Looking it up.', annotations: [], logprobs: [] }
const said = [
  item('reasoning', 'rs_1_0', { summary: [{ type: 'summary_text', text: 'Let me see.' }] }),
  item('message', 'msg_1_1', { status: 'completed', role: 'assistant', content: [text] }),
  call('fc_1_2', 'call_1_1', 'get_customer', JSON.stringify(calls[0]?.input)),
  call('fc_1_3', 'my-id', 'get_orders', '{}'),
]

/** Without the fields that only the SDK's helpers add. */
function plain(output: unknown): unknown {
  const drop = (key: string, value: unknown): unknown =>
    key === 'parsed' || key === 'parsed_arguments' ? undefined : value
  return JSON.parse(JSON.stringify(output, drop))
}

describe('the model server, to the OpenAI client of responses', () => {
  for (const way of ['create', 'stream'] as const)
    it(`says the scripted turn (${way})`, async () => {
      const script = [{ thinking: 'Let me see.', text: 'Looking it up.', calls }]
      await withServer({ script }, async ({ openai }) => {
        const response =
          way === 'create'
            ? await openai.responses.create(ask)
            : await openai.responses.stream(ask).finalResponse()
        assert.equal(response.model, 'test-model')
        assert.equal(response.status, 'completed')
        assert.equal(response.output_text, 'Looking it up.')
        assert.deepEqual(plain(response.output), said)
      })
    })

  it('goes through a whole conversation, turn by turn: a response of several items is one', async () => {
    const script = [{ text: 'Let me see.', calls }, { calls }, { text: 'All is well.' }]
    await withServer({ script }, async ({ openai, server }) => {
      const input: ResponseInputItem[] = [{ role: 'user', content: 'Hello?' }]
      let response: Response
      do {
        response = await openai.responses.create({ ...ask, input })
        input.push(...(response.output as ResponseInputItem[]))
        for (const made of response.output)
          if (made.type === 'function_call')
            input.push({ type: 'function_call_output', call_id: made.call_id, output: 'fine' })
      } while (response.output_text !== 'All is well.')
      assert.deepEqual(
        server.requests.map(({ turn }) => turn),
        [0, 1, 2],
      )
    })
  })

  it('tells a script what was asked', async () => {
    const seen: unknown[] = []
    const script: Script = ({ body: _body, model: _model, ...request }) => {
      seen.push(request)
      return { text: 'Hm.' }
    }
    await withServer({ script }, async ({ openai }) => {
      await openai.responses.create({
        ...ask,
        parallel_tool_calls: false,
        tools: [
          {
            type: 'function',
            name: 'f',
            parameters: { type: 'object', properties: {} },
            strict: false,
          },
        ],
        input: [
          { role: 'user', content: [{ type: 'input_text', text: 'Hello?' }] },
          { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
          {
            type: 'function_call_output',
            call_id: 'a',
            output: [{ type: 'input_text', text: 'fine' }],
          },
        ],
      })
      assert.deepEqual(seen, [
        {
          firstUserText: 'Hello?',
          results: [{ id: 'a', text: 'fine' }],
          toolNames: ['f'],
          parallel: false,
          format: 'openai-responses',
          turn: 1,
          attempt: 0,
          stream: false,
        },
      ])
    })
  })

  it('streams the arguments of a call in pieces, and numbers its events', async () => {
    await withServer({ script: [{ text: 'Hi', calls }] }, async ({ openai }) => {
      let pieces = 0
      let args = ''
      let next = 0
      for await (const event of await openai.responses.create({ ...ask, stream: true })) {
        assert.equal(event.sequence_number, next++)
        if (event.type !== 'response.function_call_arguments.delta' || event.output_index !== 1)
          continue
        pieces += 1
        args += event.delta
      }
      assert.ok(pieces > 4)
      assert.equal(args, JSON.stringify(calls[0]?.input))
    })
  })

  for (const [stop, status, reason] of [
    ['length', 'incomplete', 'max_output_tokens'],
    ['refusal', 'completed', undefined],
    ['answer', 'completed', undefined],
  ] as const)
    it(`ends as ${status} where the script says ${stop}`, async () => {
      await withServer({ script: [{ text: 'Hm.', stop }] }, async ({ openai }) => {
        for (const response of [
          await openai.responses.create(ask),
          await openai.responses.stream(ask).finalResponse(),
        ]) {
          assert.equal(response.status, status)
          assert.equal(response.incomplete_details?.reason, reason)
          const [message] = response.output
          assert.ok(message?.type === 'message')
          assert.equal(message.status, status)
          const [part] = message.content
          if (stop === 'refusal') assert.ok(part?.type === 'refusal' && part.refusal === 'Hm.')
          else assert.ok(part?.type === 'output_text' && part.text === 'Hm.')
        }
      })
    })

  it('cuts a reply that is too long in the middle of its last call', async () => {
    await withServer(
      { script: [{ calls: calls.toReversed(), stop: 'length' }] },
      async (harness) => {
        const { output } = await harness.openai.responses.create(ask)
        const whole = JSON.stringify(calls[0]?.input)
        assert.deepEqual(
          output.map((made) => made.type === 'function_call' && [made.status, made.arguments]),
          [
            ['completed', '{}'],
            ['incomplete', whole.slice(0, Math.floor(whole.length / 2))],
          ],
        )
      },
    )
  })

  it('gives encrypted reasoning to whoever asks for it', async () => {
    await withServer({ script: [{ thinking: 'Hm.', text: 'Hi' }] }, async ({ openai }) => {
      const include = ['reasoning.encrypted_content' as const]
      for (const response of [
        await openai.responses.create({ ...ask, include }),
        await openai.responses.stream({ ...ask, include }).finalResponse(),
      ]) {
        const [thought] = response.output
        assert.ok(thought?.type === 'reasoning')
        assert.match(String(thought.encrypted_content), /^fanfold-/)
      }
    })
  })

  it('tells the usage', async () => {
    await withServer({ script: [{ text: 'word '.repeat(100) }] }, async ({ openai }) => {
      const { usage } = await openai.responses.create(ask)
      assert.equal(usage?.output_tokens, 125)
      assert.equal(usage.input_tokens + 125, usage.total_tokens)
      const streamed = await openai.responses.stream(ask).finalResponse()
      assert.deepEqual(streamed.usage, usage)
    })
  })

  it('sends an error event in the middle of a stream', async () => {
    const script = [{ calls, break: { call: 1, how: 'error' as const } }]
    await withServer({ script }, async ({ openai }) => {
      await assert.rejects(async () => {
        for await (const event of await openai.responses.create({ ...ask, stream: true }))
          assert.notEqual(event.type, 'response.completed')
      }, /The script breaks off here/)
    })
  })
})
