import assert from 'node:assert/strict'
import { test } from 'node:test'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { decode } from '../support/decode.ts'
import {
  added,
  answer,
  created,
  done,
  ended,
  functionCall,
  reasoning,
  response,
} from '../support/responses-events.ts'

const a = functionCall('A', 'f', '{ "n": 1 }')

test('reasoning, phases, annotations and unknown items go back to the letter, in place', () => {
  const cited = {
    ...answer('1', 'See there.'),
    phase: 'commentary',
    content: [
      {
        type: 'output_text',
        text: 'See there.',
        annotations: [{ type: 'url_citation', url: 'https://example.com', start_index: 0 }],
        logprobs: [{ token: 'See', logprob: -0.1 }],
      },
    ],
  }
  const output = [
    reasoning('1', 'gAAAAA1'),
    cited,
    { ...a, namespace: 'crm', new_field: { deep: [1] } },
    reasoning('2', 'gAAAAA2'),
    { id: 'cmp_1', type: 'compaction', encrypted_content: 'gAAAAA3' },
    { id: 'x_1', type: 'item_of_tomorrow', anything: null },
    functionCall('B', 'f', '{}'),
  ]
  const streamed = decode(responsesCodec, [
    created,
    ...output.flatMap((item, at) => [added(at, { id: item.id, type: item.type }), done(at, item)]),
    ended([]),
  ])
  for (const reading of [streamed.reading, responsesCodec.read(response(output))]) {
    assert.equal(reading.stop.kind, 'calls')
    output.forEach((item, place) => assert.equal(reading.messages[place], item))
    assert.equal(reading.messages.length, output.length)
  }
})

test('what OpenAI runs itself is passed through and never run here', () => {
  const output = [
    { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search' } },
    { id: 'fs_1', type: 'file_search_call', status: 'completed', queries: ['x'], results: null },
    { id: 'ci_1', type: 'code_interpreter_call', status: 'completed', code: '1', outputs: [] },
    { id: 'mcpl_1', type: 'mcp_list_tools', server_label: 's', tools: [] },
    { id: 'mcp_1', type: 'mcp_call', name: 'roll', arguments: '{}', output: '4' },
    { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'iVBO' },
    answer('1', 'Four.'),
  ]
  const { messages, calls, stop, text } = responsesCodec.read(response(output))
  assert.deepEqual(messages, output)
  assert.deepEqual(calls, [])
  assert.equal(stop.kind, 'answer')
  assert.equal(text, 'Four.')
})

test('a call whose output stands in the same response waits for nobody', () => {
  const output = [
    a,
    { id: 'fco_1', type: 'function_call_output', call_id: 'call_A', output: '1' },
    functionCall('B', 'f', '{}'),
  ]
  const whole = responsesCodec.read(response(output))
  const streamed = decode(responsesCodec, [
    created,
    ...output.map((item, at) => done(at, item)),
    ended(output),
  ])
  for (const reading of [whole, streamed.reading]) {
    assert.deepEqual(
      reading.calls.map(({ id }) => id),
      ['call_B'],
    )
    assert.deepEqual(reading.messages, output)
  }
  assert.deepEqual(streamed.told, streamed.reading.calls)
})

for (const [type, answers] of [
  ['mcp_approval_request', 'mcp_approval_response'],
  ['computer_call', 'computer_call_output'],
  ['shell_call', 'shell_call_output'],
  ['local_shell_call', 'local_shell_call_output'],
  ['apply_patch_call', 'apply_patch_call_output'],
] as const)
  test(`${type} ends the run, and says what is owed`, () => {
    const asked = { id: 'x_1', type, call_id: 'call_X', name: 'roll', arguments: '{}' }
    const { messages, calls, stop } = responsesCodec.read(response([asked]))
    assert.deepEqual([messages, calls, stop.kind], [[asked], [], 'answer'])
    assert.match(stop.message, new RegExp(`add the ${answers} yourself`))
    const served = { id: 'x_2', type: answers, call_id: 'call_X' }
    const { stop: after } = responsesCodec.read(response([asked, served]))
    assert.equal(after.message, 'The model finished its message.')
  })

test('what the SDK’s helpers add is not sent back, for the API refuses it', () => {
  const parsed = {
    ...answer('1', '{}'),
    content: [{ type: 'output_text', text: '{}', annotations: [], parsed: {} }],
  }
  const { messages } = responsesCodec.read(
    response([parsed, { ...a, parsed_arguments: { n: 1 } }], { output_text: '{}' }),
  )
  const content = [{ type: 'output_text', text: '{}', annotations: [] }]
  assert.deepEqual(messages, [{ ...parsed, content }, a])
})
