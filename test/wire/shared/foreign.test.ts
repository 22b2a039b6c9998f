import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ToolCall } from '../../../src/call/call.ts'
import { UsageError } from '../../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { expectResponse } from '../../../src/wire/shared/foreign/refuse.ts'

const engine = createEngine({ tools: [tool({ name: 'now', reads: [], execute: () => 'noon' })] })
const called = { name: 'now', arguments: '{}' }
const named = { name: 'now', input: {} }
const part = { type: 'text', text: 'Let me see.' }

/** What a provider sends, and the function that reads it. */
const raw: readonly [string, unknown, string][] = [
  ['chat calls', [{ id: '1', type: 'function', function: called }], 'openai.chat.calls('],
  [
    'a chat message',
    { role: 'assistant', tool_calls: [{ id: '1', function: called }] },
    'openai.chat.answer(',
  ],
  ['a chat completion', { choices: [{ message: { role: 'assistant' } }] }, 'openai.chat.answer('],
  [
    'Responses items',
    [{ type: 'reasoning' }, { type: 'function_call', call_id: '1', ...called }],
    'openai.responses.calls(',
  ],
  [
    'a custom call',
    [{ type: 'custom_tool_call', call_id: '1', ...named }],
    'openai.responses.calls(',
  ],
  ['a response', { object: 'response', output: [] }, 'openai.responses.answer('],
  ['blocks', [part, { type: 'tool_use', id: '1', ...named }], 'anthropic.calls('],
  [
    'an Anthropic message',
    { role: 'assistant', type: 'message', content: [part] },
    'anthropic.answer(',
  ],
  ['parts', [{ functionCall: { name: 'now', args: {} } }], 'gemini.calls('],
  ['function calls', [{ name: 'now', args: {} }], 'gemini.calls('],
  ['candidates', { candidates: [] }, 'gemini.answer('],
  ['toolUse', [{ toolUse: { toolUseId: '1', ...named } }], 'bedrock.calls('],
  ['what is in it', [{ toolUseId: '1', ...named }], 'bedrock.calls('],
  ['Converse', { output: { message: { role: 'assistant', content: [] } } }, 'bedrock.answer('],
  [
    'Cohere',
    { message: { role: 'assistant', tool_calls: [] }, finish_reason: 'TOOL_CALL' },
    'cohere.answer(',
  ],
  ['Ollama calls', [{ function: { name: 'now', arguments: {} } }], 'ollama.calls('],
  [
    'an Ollama message',
    { message: { role: 'assistant', content: '' }, done: true },
    'ollama.answer(',
  ],
  [
    'the AI SDK',
    [{ type: 'tool-call', toolCallId: '1', toolName: 'now', input: {} }],
    'guard(engine, tools)',
  ],
  [
    'a result of it',
    { text: '', toolCalls: [{ toolCallId: '1', toolName: 'now' }] },
    'guard(engine, tools)',
  ],
  ['LangChain', [{ type: 'tool_call', id: '1', name: 'now', args: {} }], "'fanfold/langchain'"],
  [
    'an AIMessage',
    { tool_calls: [{ type: 'tool_call', name: 'now', args: {} }] },
    "'fanfold/langchain'",
  ],
  ['MCP', [{ method: 'tools/call', params: { name: 'now', arguments: {} } }], 'mcpTools'],
  ['its params', { name: 'now', arguments: {} }, 'mcpTools'],
  ['a promise', Promise.resolve([]), 'Await it first'],
  ['one call', { id: '1', ...named }, '`[call]`'],
]

describe('what a provider sends, given to the engine', () => {
  for (const [name, value, reader] of raw)
    it(`is refused with the function that reads it: ${name}`, async () => {
      const told = (error: unknown): boolean =>
        error instanceof UsageError && error.message.includes(reader)
      await assert.rejects(engine.execute(value as ToolCall[]), told)
      assert.throws(() => engine.explain(value as ToolCall[]), told)
      if (!Array.isArray(value)) return
      const turn = engine.turn()
      assert.throws(() => turn.add(value.at(-1) as ToolCall), told)
      turn.commit()
    })

  const own: readonly [string, object][] = [
    ['a call', { id: '1', ...named }],
    ['one with fields of its provider', { id: '1', ...named, type: 'function', function: called }],
    [
      'one with a result beside it',
      { id: '1', ...named, toolName: 'x', toolCallId: '1', content: [] },
    ],
    [
      'one whose input looks like a message',
      { id: '1', name: 'now', input: { choices: [], args: {} } },
    ],
    ['one without an id', { ...named }],
  ]
  for (const [name, call] of own)
    it(`is not mistaken for ${name}`, async () => {
      assert.equal((await engine.execute([call as ToolCall])).results[0]?.status, 'ok')
    })

  it('is answered where nobody knows what it is', async () => {
    const odd = [
      null,
      7,
      'x',
      [],
      {},
      new Proxy({}, { has: () => assert.fail(), get: () => assert.fail() }),
    ]
    const { results } = await engine.execute(odd as unknown as ToolCall[])
    assert.deepEqual(
      results.map(({ error }) => error?.code),
      odd.map(() => 'invalid_call'),
    )
  })
})

describe('what is given in the stead of a response', () => {
  it('is refused if it is calls, or a response of another provider', () => {
    assert.throws(
      () => expectResponse('anthropic', [{ id: '1', ...named }]),
      /engine\.execute\(calls\)/,
    )
    for (const [name, value, reader] of raw.slice(0, -2)) {
      const codec = reader.startsWith('bedrock') ? 'gemini' : 'bedrock'
      if (typeof value === 'object' && name !== 'its params')
        assert.throws(
          () => expectResponse(codec, value),
          /^(UsageError|FanfoldError): Expected a /,
          name,
        )
    }
  })
})

for (const field of ['choices', 'candidates', 'output', 'content'])
  it(`a call that also has a field of its own called ${field} is a call`, async () => {
    const part = { type: 'tool_use', id: 'b', name: 'look', input: {} }
    const call = { id: 'a', name: 'look', input: {}, [field]: [part] }
    const look = tool({ name: 'look', reads: [], execute: () => 1 })
    const { results } = await createEngine({ tools: [look] }).execute([call])
    assert.equal(results[0]?.status, 'ok')
  })

describe('calls whose arguments nobody has read', () => {
  const text = tool({
    name: 'text',
    reads: [],
    inputSchema: { type: 'string' },
    execute: String,
  }) as AnyTool
  const both = createEngine({ tools: [tool({ name: 'now', execute: () => 'noon' }), text] })

  for (const [call, advice] of [
    [
      { id: '1', name: 'now', input: '{"a":1}' },
      /JSON as text, as the `input` of "now".*`JSON\.parse/,
    ],
    [
      { id: '1', name: 'now', arguments: '{}' },
      /one with `arguments`.*input: JSON\.parse\(call\.arguments\) }/,
    ],
    [{ id: '1', name: 'now', parameters: {} }, /one with `parameters`.*input: call\.parameters }/],
    [{ id: '1', name: 'now', args: '{}' }, /one with `args`.*JSON\.parse\(call\.args\)/],
  ] as const)
    it(`${JSON.stringify(call)} is a mistake of the program`, async () => {
      const error = { name: 'UsageError', message: advice }
      await assert.rejects(both.execute([call as never]), error)
      assert.throws(() => both.explain([call as never]), error)
      const turn = both.turn()
      assert.throws(() => turn.add(call as never), error)
      assert.throws(() => turn.commit([call as never]), error)
      turn.discard('over')
    })

  it('but what the model may have said so is answered', async () => {
    const calls = [
      { id: '1', name: 'text', input: '{"a":1}' },
      { id: '2', name: 'now', input: 'noon' },
      { id: '3', name: 'nowhere', input: '{"a":1}' },
      { id: '4', name: 'now' } as never,
      { id: '5', name: 'now', input: '{}', invalid: { reason: 'shape', message: 'No.', text: '' } },
    ] as const
    const { results } = await both.execute(calls)
    assert.deepEqual(
      results.map(({ status }) => status),
      ['ok', 'failed', 'failed', 'failed', 'failed'],
    )
  })
})
