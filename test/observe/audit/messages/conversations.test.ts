import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { outlineOf, readLog, type Log } from '../outline.ts'

const chatCall = (id: string, args: object = { id }) => ({
  id,
  type: 'function',
  function: { name: 'get', arguments: JSON.stringify(args) },
})
const chat = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'Both?' },
  { role: 'assistant', content: null, tool_calls: [chatCall('a'), chatCall('b')] },
  { role: 'tool', tool_call_id: 'a', content: 'A' },
  { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'B' }] },
  { role: 'assistant', content: 'One more.', tool_calls: [chatCall('c')] },
  { role: 'tool', tool_call_id: 'c', content: 'C' },
  { role: 'assistant', content: 'Done.' },
]
const twoTurns = ['<Both?> get {"id":"a"}=A get {"id":"b"}=B', '(One more.) get {"id":"c"}=C']
const anthropic = [
  { role: 'user', content: 'Both?' },
  {
    role: 'assistant',
    content: ['a', 'b'].map((id) => ({ type: 'tool_use', id, name: 'get', input: { id } })),
  },
  {
    role: 'user',
    content: [
      { type: 'tool_result', tool_use_id: 'a', content: 'A' },
      { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'B' }] },
    ],
  },
  {
    role: 'assistant',
    content: [
      { type: 'text', text: 'One more.' },
      { type: 'tool_use', id: 'c', name: 'get', input: { id: 'c' } },
    ],
  },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'C' }] },
  { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] },
]
const itemCall = (id: string) => ({
  type: 'function_call',
  id: `fc_${id}`,
  call_id: id,
  name: 'get',
  arguments: JSON.stringify({ id }),
})
const itemOutput = (id: string) => ({
  type: 'function_call_output',
  call_id: id,
  output: id.toUpperCase(),
})
const responses = [
  { role: 'user', content: 'Both?' },
  { type: 'reasoning', summary: [] },
  itemCall('a'),
  { type: 'reasoning', summary: [] },
  itemCall('b'),
  itemOutput('a'),
  itemOutput('b'),
  { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'One more.' }] },
  itemCall('c'),
  itemOutput('c'),
]
const modelCall = (id: string) => ({
  type: 'tool-call',
  toolCallId: id,
  toolName: 'get',
  input: { id },
})
const modelResult = (id: string) => ({
  type: 'tool-result',
  toolCallId: id,
  toolName: 'get',
  output: { type: 'text', value: id.toUpperCase() },
})
const aiSdk = [
  { role: 'user', content: [{ type: 'text', text: 'Both?' }] },
  { role: 'assistant', content: [modelCall('a'), modelCall('b')] },
  { role: 'tool', content: [modelResult('a'), modelResult('b')] },
  { role: 'assistant', content: [{ type: 'text', text: 'One more.' }, modelCall('c')] },
  { role: 'tool', content: [modelResult('c')] },
]
const uiTool = (id: string) => ({
  type: 'tool-get',
  toolCallId: id,
  state: 'output-available',
  input: { id },
  output: id.toUpperCase(),
})
const ui = [
  { id: 'u', role: 'user', parts: [{ type: 'text', text: 'Both?' }] },
  {
    id: 'm',
    role: 'assistant',
    parts: [
      { type: 'step-start' },
      uiTool('a'),
      { ...uiTool('b'), type: 'dynamic-tool', toolName: 'get' },
      { type: 'step-start' },
      { type: 'text', text: 'One more.' },
      uiTool('c'),
    ],
  },
]
const invoked = (id: string) => ({
  type: 'tool-invocation',
  toolInvocation: {
    state: 'result',
    toolCallId: id,
    toolName: 'get',
    args: { id },
    result: id.toUpperCase(),
  },
})
const ui4 = [
  { role: 'user', content: 'Both?' },
  {
    role: 'assistant',
    content: 'One more.',
    parts: [invoked('a'), invoked('b'), { type: 'text', text: 'One more.' }, invoked('c')],
  },
]
const gemini = [
  { role: 'user', parts: [{ text: 'Both?' }] },
  {
    role: 'model',
    parts: ['a', 'b'].map((id) => ({ functionCall: { name: 'get', args: { id } } })),
  },
  {
    role: 'user',
    parts: ['A', 'B'].map((response) => ({ functionResponse: { name: 'get', response } })),
  },
  {
    role: 'model',
    parts: [{ text: 'One more.' }, { functionCall: { name: 'get', args: { id: 'c' } } }],
  },
  { role: 'function', parts: [{ functionResponse: { name: 'get', response: 'C' } }] },
]
const bedrock = [
  { role: 'user', content: [{ text: 'Both?' }] },
  {
    role: 'assistant',
    content: ['a', 'b'].map((id) => ({ toolUse: { toolUseId: id, name: 'get', input: { id } } })),
  },
  {
    role: 'user',
    content: ['a', 'b'].map((id) => ({
      toolResult: { toolUseId: id, content: [{ text: id.toUpperCase() }] },
    })),
  },
  {
    role: 'assistant',
    content: [
      { text: 'One more.' },
      { toolUse: { toolUseId: 'c', name: 'get', input: { id: 'c' } } },
    ],
  },
  { role: 'user', content: [{ toolResult: { toolUseId: 'c', content: [{ text: 'C' }] } }] },
]
const langChain = [
  { type: 'human', content: 'Both?' },
  {
    type: 'ai',
    content: '',
    tool_calls: ['a', 'b'].map((id) => ({ id, name: 'get', args: { id } })),
  },
  { type: 'tool', tool_call_id: 'a', content: 'A' },
  { type: 'tool', tool_call_id: 'b', content: 'B' },
  {
    lc: 1,
    type: 'constructor',
    id: ['langchain_core', 'messages', 'AIMessage'],
    kwargs: { content: 'One more.', tool_calls: [{ id: 'c', name: 'get', args: { id: 'c' } }] },
  },
  {
    lc: 1,
    type: 'constructor',
    id: ['x', 'ToolMessage'],
    kwargs: { tool_call_id: 'c', content: 'C' },
  },
]

const formats = { chat, anthropic, responses, aiSdk, ui, ui4, gemini, bedrock, langChain }

/** A log of requests: each repeats what came before. */
const requests = (log: (messages: readonly unknown[], answer: unknown, place: number) => unknown) =>
  [2, 5, 7].map((end, place) => log(chat.slice(0, end), chat[end], place))

const logs: Readonly<Record<string, readonly [Log, number]>> = {
  'one document': [JSON.stringify(chat, undefined, 2), 1],
  'a message a line': [chat, 1],
  'an object with messages': [JSON.stringify({ model: 'm', messages: chat }), 1],
  'conversations, one a line': [
    [{ messages: chat }, { messages: anthropic }, { messages: chat }],
    3,
  ],
  'lists, one a line': [[chat, anthropic], 2],
  'a list of conversations': [JSON.stringify([{ messages: chat }, { messages: gemini }]), 2],
  'a list of lists': [JSON.stringify([chat, responses]), 2],
  'messages of several sessions in one file': [
    chat.flatMap((message) => ['x', 'y'].map((session_id) => ({ session_id, ...message }))),
    2,
  ],
  'requests and responses': [
    requests((messages, message) => ({
      request: { messages },
      response: { choices: [{ message }] },
    })),
    1,
  ],
  'requests and responses as text inside bodies': [
    requests((messages, message) => ({
      request: { body: JSON.stringify({ messages }) },
      response: { body: JSON.stringify({ choices: [{ message }] }) },
    })),
    1,
  ],
  'responses that name the one before': [
    [
      { request: { input: 'Both?' }, response: { id: '1', output: responses.slice(1, 5) } },
      {
        request: { previous_response_id: '1', input: responses.slice(5, 7) },
        response: { id: '2', output: responses.slice(7, 9) },
      },
      {
        request: { previous_response_id: '2', input: [itemOutput('c')] },
        response: { id: '3', output: [] },
      },
    ],
    1,
  ],
}

suite('conversations as messages', () => {
  for (const [name, messages] of Object.entries(formats))
    test(`${name}: calls, results and words, in turns`, () => {
      assert.deepEqual(outlineOf(JSON.stringify(messages)).runs, [twoTurns])
    })

  for (const [what, [log, count]] of Object.entries(logs))
    test(`${what}: each conversation once`, () => {
      const { runs } = outlineOf(log)
      assert.deepEqual(
        runs,
        Array.from({ length: count }, () => twoTurns),
      )
    })

  test('a log of requests knows when each was sent, and what it cost', () => {
    const { runs } = readLog(
      requests((messages, message, place) => ({
        timestamp: `2026-01-01T00:00:0${place}Z`,
        duration_ms: 400,
        request: { messages },
        response: {
          choices: [{ message }],
          usage: { prompt_tokens: 10 * (place + 1), completion_tokens: 3 },
        },
      })),
    )
    const base = Date.parse('2026-01-01T00:00:00Z')
    assert.deepEqual(
      runs[0]?.turns.map(({ sentMs = 0, messageMs = 0, inputTokens }) => [
        sentMs - base,
        messageMs - base,
        inputTokens,
      ]),
      [
        [0, 400, 10],
        [1_000, 1_400, 20],
      ],
    )
  })

  test('ids that are used again, or missing, find their results', () => {
    const calls = (...ids: readonly string[]) => ({
      role: 'assistant',
      tool_calls: ids.map((id, place) => chatCall(id, { place })),
    })
    const answer = (tool_call_id: string, content: string) => ({
      role: 'tool',
      tool_call_id,
      content,
    })
    assert.deepEqual(
      outlineOf([
        calls('1'),
        answer('1', 'A'),
        calls('1'),
        answer('1', 'B'),
        calls('', ''),
        answer('', 'C'),
        answer('', 'D'),
      ]).runs,
      [['get {"place":0}=A', 'get {"place":0}=B', 'get {"place":0}=C get {"place":1}=D']],
    )
  })
})
