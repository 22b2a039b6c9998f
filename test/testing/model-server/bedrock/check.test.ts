import { describe } from 'node:test'
import { acceptsBodies, rejectsBodies, type RejectedBody } from '../bodies.ts'

const path = '/model/anthropic.claude-v1%3A0/converse'
const user = { role: 'user', content: [{ text: 'Hi' }] }
const says = (...content: object[]): object => ({ role: 'assistant', content })
const answers = (...content: object[]): object => ({ role: 'user', content })
const call = (toolUseId: string, more: object = {}): object => ({
  toolUse: { toolUseId, name: 'f', input: {}, ...more },
})
const result = (toolUseId: string, more: object = {}): object => ({
  toolResult: { toolUseId, content: [{ text: 'fine' }], ...more },
})
const spec = (more: object = {}): object => ({
  toolSpec: { name: 'f', inputSchema: { json: { type: 'object' } }, ...more },
})
const toolConfig = { tools: [spec()] }
const history = (...messages: object[]): object => ({ messages: [user, ...messages], toolConfig })

const rejected: readonly RejectedBody[] = [
  ['no messages', { messages: [] }, /must start with a user message/],
  ['messages that are no list', { messages: 'Hi' }, /can not be converted to a List/],
  ['a first message of the model', { messages: [says({ text: 'x' })] }, /must start with a user/],
  ['two messages of one role', history(user), /must alternate between user and assistant roles/],
  ['an unknown role', history({ ...user, role: 'tool' }), /enum value set: \[user, assistant\]/],
  ['a content that is text', { messages: [{ ...user, content: 'Hi' }] }, /STRING_VALUE at/],
  ['an empty content', { messages: [{ ...user, content: [] }] }, /is empty\. Add a ContentBlock/],
  ['blank text', { messages: [{ ...user, content: [{ text: ' ' }] }] }, /is blank\. Add text/],
  [
    'calls without a toolConfig',
    { messages: [user, says(call('a')), answers(result('a'))] },
    /toolConfig field must be defined/,
  ],
  [
    'an id that is none',
    history(says(call('a.b:c')), answers(result('a.b:c'))),
    /toolUse\.toolUseId' failed to satisfy constraint: .*regular expression pattern/,
  ],
  [
    'an id that is too long',
    history(says(call('x'.repeat(65))), answers(result('x'.repeat(65)))),
    /length less than or equal to 64/,
  ],
  ['a name that is none', history(says(call('a', { name: 'f g' }))), /toolUse\.name' failed/],
  ['an input that is text', history(says(call('a', { input: '{}' }))), /Provide a json object/],
  [
    'a missing result',
    history(says(call('a'), call('b')), answers(result('a'))),
    /Expected toolResult blocks at messages\.2\.content for the following Ids: b/,
  ],
  [
    'no results at the end',
    history(says(call('a'))),
    /Expected toolResult blocks at messages\.2\.content for the following Ids: a/,
  ],
  [
    'two results of one call',
    history(says(call('a')), answers(result('a'), result('a'))),
    /^The toolResult blocks at messages\.2\.content contain duplicate Ids: a$/,
  ],
  [
    'a result of no call, beside the others',
    history(says(call('a'), call('b')), answers(result('a'), result('c'))),
    /Expected toolResult blocks at messages\.2\.content for the following Ids: b/,
  ],
  [
    'two tools of one name',
    { messages: [user], toolConfig: { tools: [spec(), spec()] } },
    /tools: Tool names must be unique\.$/,
  ],
  [
    'a result too many',
    history(says(call('a')), answers(result('a'), result('b'))),
    /exceeds the number of toolUse blocks/,
  ],
  [
    'two calls with one id',
    history(says(call('a'), call('a')), answers(result('a'))),
    /contain duplicate Ids/,
  ],
  [
    'an error without a content',
    history(says(call('a')), answers(result('a', { content: [], status: 'error' }))),
    /cannot be empty when status value is error/,
  ],
  [
    'a result of blank text',
    history(says(call('a')), answers(result('a', { content: [{ text: '' }] }))),
    /is blank/,
  ],
  [
    'a result of JSON that is no object',
    history(says(call('a')), answers(result('a', { content: [{ json: [1] }] }))),
    /Provide a json object/,
  ],
  ['tools that are none', { messages: [user], toolConfig: { tools: [] } }, /'toolConfig\.tools'/],
  [
    'a schema of no object',
    { messages: [user], toolConfig: { tools: [spec({ inputSchema: { json: {} } })] } },
    /must be the constant value 'object'/,
  ],
  [
    'an empty description',
    { messages: [user], toolConfig: { tools: [spec({ description: '' })] } },
    /description' failed/,
  ],
]

const served = { toolUse: { toolUseId: 's', name: 'nova_grounding', input: {} } }

describe('the model server, like Bedrock,', () => {
  rejectsBodies(path, rejected, (answer) => (answer as { message: unknown }).message)
  acceptsBodies(path, [
    [
      'results in any order',
      history(says(call('a'), call('b')), answers(result('b'), result('a', { status: 'error' }))),
    ],
    [
      'a call that the provider answered itself',
      history(says(served, result('s'), { text: 'x' }), user),
    ],
    ['cache points', { messages: [{ ...user, content: [{ text: 'x' }, { cachePoint: {} }] }] }],
  ])
})
