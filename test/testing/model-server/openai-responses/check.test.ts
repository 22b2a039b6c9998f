import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withServer } from '../harness.ts'
import { itAccepts, itRejects } from '../rejections.ts'

const path = '/v1/responses'
const user = { role: 'user', content: 'Hello?' }
const call = { type: 'function_call', id: 'fc_1', call_id: 'a', name: 'f', arguments: '{}' }
const output = { type: 'function_call_output', call_id: 'a', output: 'fine' }
const custom = { type: 'custom_tool_call', call_id: 'c', name: 'sql', input: 'x' }
const answered = { type: 'custom_tool_call_output', call_id: 'c', output: 'fine' }
const thought = { type: 'reasoning', id: 'rs_1', summary: [] }
const said = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Hi', annotations: [] }],
}
const asking = (...input: object[]): object => ({ model: 'm', input: [user, ...input] })
const tooled = (...tools: unknown[]): object => ({ ...asking(), tools })

describe('the model server, to a request for a response', () => {
  itAccepts(path, [
    ['a text', { model: 'm', input: 'Hi' }],
    ['answered calls, in any order', asking(call, custom, answered, output)],
    ['one id in two turns', asking(call, output, { ...call, id: 'fc_2' }, output)],
    ['reasoning before its item', asking(thought, said, user)],
    [
      'reasoning with its content, nothing stored',
      {
        ...asking({ ...thought, encrypted_content: 'gAAAAA' }, said),
        store: false,
      },
    ],
    [
      'items of other types',
      asking({ type: 'web_search_call', id: 'ws_1', status: 'completed' }, said),
    ],
    [
      'images in an output',
      asking(call, { ...output, output: [{ type: 'input_image', image_url: 'data:' }] }),
    ],
    [
      'functions and tools of its own',
      tooled(
        {
          type: 'function',
          name: 'f',
          parameters: { type: 'object', properties: {} },
          strict: false,
        },
        { type: 'web_search' },
      ),
    ],
  ])

  itRejects(path, [
    ['a body without a model', { input: 'Hi' }, /Missing required parameter: 'model'/, 'model'],
    ['a body without input', { model: 'm' }, /Missing required parameter: 'input'/, 'input'],
    [
      'input of another type',
      { model: 'm', input: {} },
      /expected one of a string or array/,
      'input',
    ],
    ['messages', { model: 'm', messages: [user] }, /has moved to 'input'/, 'messages'],
    [
      'a response that it has not stored',
      { ...asking(), previous_response_id: 'resp_9' },
      /Previous response with id 'resp_9' not found/,
      'previous_response_id',
    ],
    [
      'an item without a type',
      asking({}),
      /Missing required parameter: 'input\[1\]\.type'/,
      'input[1].type',
    ],
    [
      'the role of a chat’s results',
      asking({ role: 'tool', content: 'fine' }),
      /Invalid value: 'tool'\. Supported values are: 'assistant', 'system', 'developer', and 'user'/,
      'input[1].role',
    ],
    [
      'the user’s words in the model’s mouth',
      asking({ role: 'assistant', content: [{ type: 'input_text', text: 'Hi' }] }),
      /Invalid value: 'input_text'\. Supported values are: 'output_text', and 'refusal'/,
      'input[1].content[0].type',
    ],
    [
      'a field that no call has',
      asking({ ...call, parsed_arguments: {} }, output),
      /Unknown parameter: 'input\[1\]\.parsed_arguments'/,
      'input[1].parsed_arguments',
    ],
    [
      'the id of the call where that of the item belongs',
      asking({ ...call, id: 'call_1' }, output),
      /Invalid 'input\[1\]\.id': 'call_1'\. Expected an ID that begins with 'fc'/,
      'input[1].id',
    ],
    [
      'a call without its id',
      asking({ ...call, call_id: undefined }),
      /'input\[1\]\.call_id'/,
      'input[1].call_id',
    ],
    [
      'a call whose id is too long',
      asking({ ...call, call_id: 'a'.repeat(65) }),
      /maximum length 64/,
      'input[1].call_id',
    ],
    [
      'a call with a name that no tool has',
      asking({ ...call, name: 'a.b' }),
      /does not match pattern/,
      'input[1].name',
    ],
    [
      'arguments that are no text',
      asking({ ...call, arguments: {} }),
      /expected a string/,
      'input[1].arguments',
    ],
    [
      'an output that is nothing',
      asking(call, { ...output, output: undefined }),
      /'input\[2\]\.output'/,
      'input[2].output',
    ],
    [
      'a call without an output',
      asking(call, user),
      /No tool output found for function call a\./,
      'input',
    ],
    [
      'a custom call without an output',
      asking(custom),
      /No tool output found for custom tool call c\./,
      'input',
    ],
    [
      'an output without a call',
      asking(output),
      /No tool call found for function call output with call_id a\./,
      'input',
    ],
    [
      'an output of another type',
      asking(custom, { ...output, call_id: 'c' }),
      /No tool call found for function call/,
      'input',
    ],
    [
      'two outputs of one call',
      asking(call, output, output),
      /^Duplicate item found with call_id a\.$/,
      'input',
    ],
    [
      'two calls of one id',
      asking(call, { ...call, id: 'fc_2' }, output),
      /^Duplicate item found with call_id a\.$/,
      'input',
    ],
    [
      'a call whose id is empty',
      asking({ ...call, call_id: '' }, { ...output, call_id: '' }),
      /^Invalid 'input\[1\]\.call_id': empty string\./,
      'input[1].call_id',
    ],
    [
      'an output whose id is too long',
      asking(call, { ...output, call_id: 'a'.repeat(65) }),
      /maximum length 64/,
      'input[2].call_id',
    ],
    [
      'the id of another kind of item',
      asking({ ...said, id: 'chatcmpl-1' }),
      /^Invalid 'input\[1\]\.id': 'chatcmpl-1'\. Expected an ID that begins with 'msg'\.$/,
      'input[1].id',
    ],
    [
      'words without their text',
      asking({ ...said, content: [{ type: 'output_text' }] }),
      /^Missing required parameter: 'input\[1\]\.content\[0\]\.text'\.$/,
      'input[1].content[0].text',
    ],
    [
      'a choice of a tool that is not there',
      {
        ...tooled({ type: 'function', name: 'f', parameters: { type: 'object', properties: {} } }),
        tool_choice: { type: 'function', name: 'g' },
      },
      /^Tool choice 'g' not found in 'tools' parameter\.$/,
      'tool_choice',
    ],
    ['an output before its call', asking(output, call), /No tool call found/, 'input'],
    ['two items of one id', asking(said, said), /Duplicate item found with id msg_1/, 'input'],
    [
      'reasoning that nothing follows',
      asking(thought),
      /'rs_1' of type 'reasoning' was provided without its required following item/,
      'input',
    ],
    [
      'reasoning before the user’s words',
      asking(thought, user),
      /without its required following item/,
      'input',
    ],
    [
      'reasoning without its summary',
      asking({ ...thought, summary: undefined }, said),
      /'input\[1\]\.summary'/,
      'input[1].summary',
    ],
    [
      'encrypted reasoning that was changed',
      asking({ ...thought, encrypted_content: 'fanfold-x' }, said),
      /The encrypted content for item rs_1 could not be verified/,
    ],
    ['a tool without a type', tooled({ name: 'f' }), /'tools\[0\]\.type'/, 'tools[0].type'],
    [
      'a tool in the shape of Chat Completions',
      tooled({ type: 'function', function: { name: 'f' } }),
      /Missing required parameter: 'tools\[0\]\.name'/,
      'tools[0].name',
    ],
    [
      'a schema that is no object',
      tooled({ type: 'function', name: 'f', parameters: { type: 'string' } }),
      /got 'type: "string"'/,
      'tools[0].parameters',
    ],
  ])

  for (const [what, body, message] of [
    [
      'reasoning of which only the id came, nothing stored',
      { ...asking(thought, said), store: false },
      /'rs_1' not found\. Items are not persisted when `store` is set to false/,
    ],
    ['an item by its id', asking({ type: 'item_reference', id: 'msg_9' }), /'msg_9' not found\./],
  ] as const)
    it(`does not find ${what}`, async () => {
      await withServer({ script: () => ({ text: 'found' }) }, async ({ post }) => {
        const { status, body: answer } = await post(path, body)
        assert.equal(status, 404)
        assert.match((answer as { error: { message: string } }).error.message, message)
      })
    })
})
