import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withServer } from '../harness.ts'
import { acceptsBodies, rejectsBodies, type RejectedBody } from '../bodies.ts'

const user = { role: 'user', content: 'Hi' }
const call = (id: string, more: object = {}): object => ({
  id,
  type: 'function',
  function: { name: 'f', arguments: '{}', ...more },
})
const says = (...made: object[]): object => ({ role: 'assistant', tool_calls: made })
const result = (id: string, content: unknown = 'fine'): object => ({
  role: 'tool',
  tool_call_id: id,
  content,
})
const history = (...messages: object[]): object => ({ model: 'm', messages: [user, ...messages] })
const tool = (more: object): object => ({
  ...history(),
  tools: [{ type: 'function', function: { name: 'f', parameters: {}, ...more } }],
})

const rejected: readonly RejectedBody[] = [
  ['no model', { messages: [user] }, /model must be specified/],
  ['no messages', { model: 'm', messages: [] }, /at least one message/],
  ['an unknown role', history({ role: 'model', content: 'x' }), /role must be one of/],
  ['a message without content', history({ role: 'assistant' }), /must have content/],
  ['an empty result', history(says(call('a')), result('a', '')), /must have content/],
  ['a call without an id', history(says(call(''))), /id must be specified/],
  [
    'arguments that are no JSON object',
    history(says(call('a', { arguments: '[1]' }))),
    /must be a JSON object as a string/,
  ],
  ['a missing result', history(says(call('a'), call('b')), result('a'), user), /calls b$/],
  ['no result at the end', history(says(call('a'))), /no tool result for the tool calls a$/],
  [
    'two results of one call',
    history(says(call('a')), result('a'), result('a')),
    /tool call id a not found in previous tool calls/,
  ],
  ['a result of no call', history(says(call('a')), result('b')), /call id b not found/],
  ['two calls with one id', history(says(call('a'), call('a'))), /ids of their own/],
  ['a tool without parameters', tool({ parameters: undefined }), /parameters must be an object/],
  ['a tool with a bad name', tool({ name: 'f g' }), /name must be a name/],
]

describe('the model server, like Cohere,', () => {
  rejectsBodies('/v2/chat', rejected, (answer) => (answer as { message: unknown }).message)
  it('does not know a field of a tool that there is not', async () => {
    await withServer({ script: () => ({ text: 'not rejected' }) }, async ({ post }) => {
      const { status, body } = await post('/v2/chat', tool({ requires_confirmation: false }))
      assert.equal(status, 422)
      assert.match(
        (body as { message: string }).message,
        /^unknown field: parameter 'requires_confirmation' is not a valid field\./,
      )
    })
  })
  acceptsBodies('/v2/chat', [
    ['results in any order', history(says(call('a'), call('b')), result('b'), result('a'))],
    [
      'results as documents',
      history(says(call('a')), result('a', [{ type: 'document', document: { data: {} } }])),
    ],
    ['a tool', tool({})],
  ])
})
