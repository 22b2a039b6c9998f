import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { UsageError } from '../../../src/call/errors/error.ts'
import {
  createModelServer,
  type Script,
  type ScriptedRequest,
  type ScriptedTurn,
} from '../../../src/testing/index.ts'
import { turnAt } from '../../../src/testing/model-server/turn-at.ts'
import { ask, askOpenai, withServer } from './harness.ts'

/** A conversation after some assistant messages. */
const after = (turns: number): typeof ask => ({
  ...ask,
  messages: [
    ...ask.messages,
    ...Array.from({ length: turns }, (_, n) => [
      { role: 'assistant', content: `${n}` },
      { role: 'user', content: 'Go on.' },
    ]).flat(),
  ] as typeof ask.messages,
})

describe('a script', () => {
  it('finds the turn by the assistant messages, so that conversations may mix', async () => {
    const script = [{ text: 'one' }, { text: 'two' }, { text: 'three' }]
    await withServer({ script }, async ({ anthropic }) => {
      const said: string[] = []
      for (const turn of [2, 0, 1, 1, 0, 2])
        said.push(await anthropic.messages.stream(after(turn)).finalText())
      assert.deepEqual(said, ['three', 'one', 'two', 'two', 'one', 'three'])
    })
  })

  it('serves a failure before the reply that a retry gets, for each history', () => {
    const a = { text: 'a' }
    const b = { text: 'b' }
    const busy = { status: 429, times: 2 }
    const torn = { text: 'torn', break: { afterBytes: 9 } }
    const hang = { hang: true } as const
    const script: ScriptedTurn[] = [busy, a, torn, { raw: 'x' }, b, hang]
    const at = (turn: number): unknown[] =>
      [0, 1, 2, 3].map((attempt) => turnAt(script, turn, attempt))
    assert.deepEqual(at(0), [busy, busy, a, a])
    assert.deepEqual(at(1), [torn, { raw: 'x' }, b, b])
    assert.deepEqual(at(2), [hang, hang, hang, hang])
    assert.deepEqual(at(3), [undefined, undefined, undefined, undefined])
    const always = { status: 503, times: Infinity }
    assert.equal(turnAt([always, a], 0, 1_000), always)
  })

  it('that has run out says so, and the clients do not try again', async () => {
    const server = await createModelServer({ script: [{ text: 'only' }] })
    try {
      const client = new Anthropic({ apiKey: 'x', baseURL: server.url, maxRetries: 2 })
      await assert.rejects(
        client.messages.create(after(1)),
        (error: { status?: number; message: string }) =>
          error.status === 500 &&
          /script has run out: it holds 1 reply, .* 1 assistant message, .* reply 2/.test(
            error.message,
          ),
      )
      assert.equal(server.requests.length, 1)
    } finally {
      await server.close()
    }
  })

  it('may be a function, which is told of the request', async () => {
    const told: ScriptedRequest[] = []
    const script: Script = (request) => {
      told.push(request)
      return { text: `for ${request.model}` }
    }
    await withServer({ script }, async ({ anthropic, openai }) => {
      const use = { type: 'tool_use' as const, id: 'x', name: 'a', input: {} }
      const result = { type: 'tool_result' as const, tool_use_id: 'x', content: 'fine' }
      const message = await anthropic.messages.create({
        ...ask,
        messages: [
          ...ask.messages,
          { role: 'assistant', content: [use] },
          { role: 'user', content: [result] },
        ],
        tools: [{ name: 'a', input_schema: { type: 'object' } }],
        tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      })
      assert.deepEqual(message.content, [{ type: 'text', text: 'for test-model' }])
      const call = { id: 'y', type: 'function' as const, function: { name: 'b', arguments: '{}' } }
      await openai.chat.completions.create({
        ...askOpenai,
        messages: [
          ...askOpenai.messages,
          { role: 'assistant', tool_calls: [call] },
          { role: 'tool', tool_call_id: 'y', content: [{ type: 'text', text: 'good' }] },
        ],
        tools: [{ type: 'function', function: { name: 'b' } }],
      })
    })
    const common = {
      body: undefined,
      attempt: 0,
      turn: 1,
      firstUserText: 'Hello?',
      model: 'test-model',
      stream: false,
    }
    assert.deepEqual(
      told.map((request) => ({ ...request, body: undefined })),
      [
        {
          ...common,
          format: 'anthropic',
          results: [{ id: 'x', text: 'fine' }],
          toolNames: ['a'],
          parallel: false,
        },
        {
          ...common,
          format: 'openai-chat',
          results: [{ id: 'y', text: 'good' }],
          toolNames: ['b'],
          parallel: true,
        },
      ],
    )
    assert.equal(told[0]?.body['max_tokens'], 1_000)
  })

  it('may be a function that gives each conversation a script', async () => {
    const scripts: Record<string, readonly ScriptedTurn[]> = {
      small: [{ status: 500 }, { text: 's1' }, { text: 's2' }],
      large: [{ text: 'l1' }],
    }
    const script: Script = async ({ model }) => scripts[model] ?? []
    await withServer({ script }, async ({ anthropic }) => {
      const say = (model: string, turn = 0): Promise<string> =>
        anthropic.messages.stream({ ...after(turn), model }).finalText()
      assert.equal(await say('large'), 'l1')
      await assert.rejects(say('small'))
      assert.equal(await say('small'), 's1')
      assert.equal(await say('small', 1), 's2')
      await assert.rejects(say('other'), /holds 0 replies/)
    })
  })

  it('that throws, or gives no turn, is an error that says so', async () => {
    const script = (({ model }: ScriptedRequest) => {
      if (model === 'bad') return { txt: 'Hi' }
      throw new Error('no such model')
    }) as unknown as Script
    await withServer({ script }, async ({ anthropic }) => {
      await assert.rejects(anthropic.messages.create(ask), /500 .*no such model/)
      await assert.rejects(
        anthropic.messages.create({ ...ask, model: 'bad' }),
        /the options of `script\[0\]` to be .*text.*, got `txt`. Did you mean `text`\?/,
      )
    })
  })

  const wrong: readonly (readonly [unknown, RegExp])[] = [
    ['Hi', /Expected `script` to be an array of turns or a function, got "Hi"/],
    [['Hi'], /Expected `script\[0\]` to be a turn, got "Hi"/],
    [[{ text: 'Hi' }, {}], /Expected `script\[1\]` to say something .* or to fail/],
    [[{ call: [] }], /got `call`/],
    [[{ status: 200 }], /status from 400 to 599, got `200`/],
    [[{ status: 500, text: 'Hi' }], /to be status, .*, got `text`/],
    [[{ raw: 1 }], /Expected `script\[0\]\.raw` to be a string, got `1`/],
    [[{ text: 'Hi', stop: 'end' }], /`script\[0\]\.stop` to be 'calls' or .*, got "end"/],
    [[{ text: 'Hi', times: 2 }], /Expected `script\[0\]` to fail/],
    [[{ hang: true, times: 0 }], /Expected `script\[0\]\.times` to be a positive integer/],
    [[{ text: 'Hi', blocks: [] }], /either `blocks` or `text`/],
    [[{ calls: [{}] }], /Expected `script\[0\]\.calls\[0\]\.name` to be a non-empty string/],
    [[{ calls: [{ name: 'a' }], break: { call: 1 } }], /index of one of 1 calls, got `1`/],
    [[{ text: 'Hi', break: {} }], /either `call` or `afterBytes`/],
    [[{ text: 'Hi', break: { afterBytes: 1, how: 'bang' } }], /`script\[0\]\.break\.how`/],
    [[{ text: 'Hi', pace: { tokensPerSecond: 0 } }], /`script\[0\]\.pace\.tokensPerSecond`/],
  ]
  for (const [script, message] of wrong)
    it(`is refused at once: ${JSON.stringify(script)}`, async () => {
      await assert.rejects(
        createModelServer({ script: script as Script }),
        (error: Error) => error instanceof UsageError && message.test(error.message),
      )
    })

  it('is refused with a wrong pace or port', async () => {
    await assert.rejects(
      createModelServer({ script: [], pace: { blockMs: -1 } }),
      /`pace\.blockMs`/,
    )
    await assert.rejects(createModelServer({ script: [], port: 1.5 }), /`port`/)
  })
})
