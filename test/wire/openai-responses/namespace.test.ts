import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool } from '../../../src/call/tool.ts'
import { openai } from '../../../src/openai.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { responsesRequest } from '../../../src/wire/openai-responses/request.ts'
import { functionCall, response } from '../support/responses-events.ts'

const crm = { ...functionCall('A', 'list', '{}'), namespace: 'crm' }
const files = { ...functionCall('B', 'list', '{}'), namespace: 'files' }
const names = (tools: readonly string[], ...output: object[]): string[] =>
  responsesCodec
    .read(response(output), (name) => tools.includes(name))
    .calls.map(({ name }) => name)

test('functions of two namespaces with one name are told apart, and go back as they came', () => {
  for (const separator of ['.', '__', '_', '-', '/', ':']) {
    const tools = [`crm${separator}list`, `files${separator}list`]
    assert.deepEqual(names([...tools, 'list'], crm, files), tools)
  }
  const { messages } = responsesCodec.read(response([crm, files]), () => false)
  assert.deepEqual(messages, [crm, files])
})

test('a tool without a namespace stands for a function of one; a function of no tool is named in full', () => {
  assert.deepEqual(names(['list'], crm), ['list'])
  assert.deepEqual(names(['crm.list'], crm, files), ['crm.list', 'files.list'])
  assert.deepEqual(names(['crm.list'], { ...crm, namespace: '' }), ['list'])
})

test('the engine’s tools that a namespace of the request describes are not described twice', () => {
  const described = (...tools: object[]): unknown =>
    responsesRequest(
      { model: 'm', tools },
      {
        messages: [],
        parallel: 'allow',
        tools: ['crm_list', 'look'].map((name) => ({ type: 'function', name })),
      },
    ).tools
  const look = { type: 'function', name: 'look' }
  const space = { type: 'namespace', name: 'crm', tools: [{ type: 'function', name: 'list' }] }
  assert.deepEqual(described(space), [space, look])
  const own = { type: 'function', name: 'crm_list', defer_loading: true }
  assert.deepEqual(described(own), [own, look])
})

test('the calls of a whole response, by the names of an engine’s tools, and without the provider’s own', () => {
  const list = tool({ name: 'crm.list', reads: [], execute: () => 1 })
  const engine = createEngine({ tools: [list] })
  const search = { type: 'custom_tool_call', call_id: 'c', name: 'x_search', input: '' }
  const said = { type: 'message', role: 'assistant', content: [] }
  const output = response([crm, search, said])
  const named = (calls: readonly { name: string }[]): string[] => calls.map(({ name }) => name)
  assert.deepEqual(named(openai.responses.calls(output, engine)), ['crm.list'])
  assert.deepEqual(named(openai.responses.calls(output)), ['list', 'x_search'])
  assert.throws(() => openai.responses.calls(output, {} as never), /Expected `engine`/)
})
