import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { askOpenai as ask, withServer } from '../harness.ts'
import { itAccepts, itRejects, type Rejected } from '../rejections.ts'

const call = (id: string, more: object = {}): object => ({
  id,
  type: 'function',
  function: { name: 'a', arguments: '{}', ...more },
})
const calls = (...made: object[]): object => ({
  role: 'assistant',
  content: null,
  tool_calls: made,
})
const result = (id: string, content: unknown = 'fine'): object => ({
  role: 'tool',
  tool_call_id: id,
  content,
})
const user = { role: 'user', content: 'And?' }
const history = (...messages: object[]): object => ({ ...ask, messages: [user, ...messages] })
const tool = (fields: object): object => ({
  ...ask,
  tools: [{ type: 'function', function: { name: 'a', ...fields } }],
})
const long = 'x'.repeat(65)

const rejected: readonly Rejected[] = [
  ['a body that is no JSON', '{"model":', /^The request body is not valid JSON/],
  ['no model', { messages: ask.messages }, /^you must provide a model parameter$/],
  ['no messages', { model: 'm' }, /^Missing required parameter: 'messages'\.$/, 'messages'],
  [
    'messages that are no array',
    { model: 'm', messages: 'Hi' },
    /expected an array of objects, but got a string/,
    'messages',
  ],
  ['empty messages', { ...ask, messages: [] }, /^Invalid 'messages': empty array/, 'messages'],
  [
    'an unknown role',
    history({ role: 'model', content: 'x' }),
    /^Invalid value: 'model'\. Supported values/,
    'messages[1].role',
  ],
  [
    'no content',
    history({ role: 'user', content: null }),
    /^Invalid value for 'content': expected a string, got null/,
    'messages.[1].content',
  ],
  [
    'a result without content',
    history(calls(call('x')), result('x', null)),
    /expected a string, got null/,
    'messages.[2].content',
  ],
  [
    'content that is an object',
    history(calls(call('x')), result('x', { a: 1 })),
    /expected one of a string or array of objects, but got an object/,
    'messages[2].content',
  ],
  [
    'an image in a result',
    history(calls(call('x')), result('x', [{ type: 'image_url' }])),
    /Image URLs are only allowed for messages with role 'user'/,
    'messages[2]',
  ],
  [
    'no calls in tool_calls',
    history(calls()),
    /^Invalid 'messages\[1\]\.tool_calls': empty array/,
    'messages[1].tool_calls',
  ],
  [
    'arguments that are no string',
    history(calls(call('x', { arguments: {} })), result('x')),
    /^Invalid type for 'messages\[1\]\.tool_calls\[0\]\.function\.arguments': expected a string, but got an object/,
    'messages[1].tool_calls[0].function.arguments',
  ],
  [
    'a call without an id',
    history(calls({ ...call('x'), id: undefined }), result('x')),
    /^Missing required parameter/,
    'messages[1].tool_calls[0].id',
  ],
  [
    'a call id that is too long',
    history(calls(call('x'.repeat(41))), result('x'.repeat(41))),
    /maximum length 40, but got a string with length 41/,
    'messages[1].tool_calls[0].id',
  ],
  [
    'a call whose id is empty',
    history(calls(call('')), result('')),
    /^Invalid 'messages\[1\]\.tool_calls\[0\]\.id': empty string\. Expected a string with minimum length 1/,
    'messages[1].tool_calls[0].id',
  ],
  [
    'a result whose id is too long',
    history(calls(call('x')), result('x'.repeat(41))),
    /^Invalid 'messages\[2\]\.tool_call_id': string too long\..*maximum length 40/,
    'messages[2].tool_call_id',
  ],
  [
    'a call of an unknown type',
    history(calls({ ...call('x'), type: 'tool' }), result('x')),
    /^Invalid value: 'tool'\. Supported values are: 'function' and 'custom'\.$/,
    'messages[1].tool_calls[0].type',
  ],
  [
    'a custom call without its input',
    history(calls({ id: 'x', type: 'custom', custom: { name: 'a' } }), result('x')),
    /^Missing required parameter/,
    'messages[1].tool_calls[0].custom.input',
  ],
  [
    'a call without a name',
    history(calls(call('x', { name: '' })), result('x')),
    /function\.name': empty string/,
    'messages[1].tool_calls[0].function.name',
  ],
  [
    'a message of the model that neither says nor calls anything',
    history({ role: 'assistant' }),
    /^Invalid value for 'content': expected a string, got nothing\.$/,
    'messages.[1].content',
  ],
  [
    'a choice of a tool that is not there',
    { ...tool({}), tool_choice: { type: 'function', function: { name: 'b' } } },
    /^Invalid value for 'tool_choice': no function named 'b' was specified in the 'tools' parameter\.$/,
    'tool_choice',
  ],
  [
    'a call with a bad name',
    history(calls(call('x', { name: 'a b' })), result('x')),
    /string does not match pattern/,
    'messages[1].tool_calls[0].function.name',
  ],
  [
    'a result without an id',
    history(calls(call('x')), { role: 'tool', content: 'x' }),
    /^Missing required parameter/,
    'messages[2].tool_call_id',
  ],
  ['no tools in tools', { ...ask, tools: [] }, /^Invalid 'tools': empty array/, 'tools'],
  [
    'a tool without a type',
    { ...ask, tools: [{ function: { name: 'a' } }] },
    /^Missing required parameter/,
    'tools[0].type',
  ],
  [
    'a tool without a function',
    { ...ask, tools: [{ type: 'function', name: 'a' }] },
    /^Missing required parameter/,
    'tools[0].function',
  ],
  [
    'a tool with a bad name',
    tool({ name: 'get customer' }),
    /string does not match pattern/,
    'tools[0].function.name',
  ],
  [
    'a tool with too long a name',
    tool({ name: long }),
    /maximum length 64/,
    'tools[0].function.name',
  ],
  [
    'a tool whose schema is of no object',
    tool({ parameters: {} }),
    /^Invalid schema for function 'a'.* got 'type: "None"'/,
    'tools[0].function.parameters',
  ],
  [
    'a tool whose schema names no properties',
    tool({ parameters: { type: 'object' } }),
    /^Invalid schema for function 'a': In context=\(\), object schema missing properties\.$/,
    'tools[0].function.parameters',
  ],
  [
    'a switch for tools without tools',
    { ...ask, parallel_tool_calls: false },
    /'parallel_tool_calls' is only allowed when 'tools' are specified/,
    'parallel_tool_calls',
  ],
  [
    'a choice without tools',
    { ...ask, tool_choice: 'auto' },
    /'tool_choice' is only allowed when 'tools' are specified/,
    'tool_choice',
  ],
  [
    'stream options without a stream',
    { ...ask, stream_options: {} },
    /only allowed when 'stream' is enabled/,
    'stream_options',
  ],
]

const accepted: readonly (readonly [string, object])[] = [
  [
    'roles that do not alternate',
    history(user, { role: 'assistant', content: 'Hm' }, { role: 'system', content: 'x' }),
  ],
  ['an empty result', history(calls(call('x')), result('x', ''))],
  [
    'a result of text parts',
    history(calls(call('x')), result('x', [{ type: 'text', text: 'fine' }])),
  ],
  ['a tool without parameters', tool({})],
  [
    'a tool with parameters',
    { ...tool({ parameters: { type: 'object', properties: {} } }), parallel_tool_calls: false },
  ],
  [
    'a refusal without content',
    history({ role: 'assistant', content: null, refusal: 'No.' }, user),
  ],
  [
    'a call of a custom tool',
    history(calls({ id: 'x', type: 'custom', custom: { name: 'a', input: '' } }), result('x')),
  ],
  [
    'the older form of a call',
    history({ role: 'assistant', content: null, function_call: { name: 'a', arguments: '{}' } }),
  ],
  [
    'a choice of a tool',
    { ...tool({}), tool_choice: { type: 'function', function: { name: 'a' } } },
  ],
  ['a custom tool', { ...ask, tools: [{ type: 'custom', custom: { name: 'x' } }] }],
]

describe('the model server, like OpenAI,', () => {
  itRejects('/v1/chat/completions', rejected)
  itAccepts('/v1/chat/completions', accepted)

  it('rejects through the client, as the error that the client knows', async () => {
    await withServer({ script: [] }, async ({ openai }) => {
      await assert.rejects(
        openai.chat.completions.create({ ...ask, messages: [] }),
        (error: { status?: number; code?: string; param?: string }) =>
          error.status === 400 && error.code === 'empty_array' && error.param === 'messages',
      )
    })
  })
})
