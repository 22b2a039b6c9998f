import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  expectAgentCan,
  responsesRequest,
  type ResponsesParams,
} from '../../../src/wire/openai-responses/request.ts'
import { answer, functionCall, reasoning } from '../support/responses-events.ts'

const tools = [{ type: 'function', name: 'f' }]
const messages = [{ role: 'user', content: 'Hi' }]
const plain = { messages, tools, parallel: 'allow' as const }
const gpt = { model: 'gpt-5' }
const request = (params: Partial<ResponsesParams>, parts: object = {}): Record<string, unknown> =>
  responsesRequest({ ...gpt, ...params }, { ...plain, ...parts })

test('a request streams, and has the user’s own parameters', () => {
  const own = { previous_response_id: 'resp_1', max_output_tokens: 9 }
  assert.deepEqual(request(own), { ...gpt, ...own, stream: true, input: messages, tools })
  assert.equal(request({ stream: false }).stream, false)
})

test('instructions: last, so that a cached prefix stays', () => {
  const added = { instructions: 'Be brief.' }
  assert.equal(request({}, added).instructions, 'Be brief.')
  assert.equal(request({ instructions: null }, added).instructions, 'Be brief.')
  assert.equal(request({ instructions: 'You are.' }, added).instructions, 'You are.\n\nBe brief.')
  assert.equal(request({ instructions: 'You are.' }).instructions, 'You are.')
})

test('the switch against several calls; several are the default', () => {
  const set = (parallel: string, parallel_tool_calls?: boolean | null): unknown =>
    request(parallel_tool_calls === undefined ? {} : { parallel_tool_calls }, { parallel })
      .parallel_tool_calls
  assert.equal(set('encourage'), undefined)
  assert.equal(set('allow'), undefined)
  assert.equal(set('forbid'), false)
  assert.equal(set('encourage', false), false)
  assert.equal(set('forbid', true), false)
  assert.equal(set('allow', true), true)
  assert.equal(set('forbid', null), undefined)
})

test('without tools a request does not speak of them; the provider’s own stand first', () => {
  const bare = request({ tool_choice: 'auto' }, { tools: [], parallel: 'forbid' })
  assert.deepEqual(bare, { ...gpt, stream: true, input: messages })
  const own = [{ type: 'web_search' }]
  assert.deepEqual(request({ tools: own }).tools, [...own, ...tools])
})

test('where nothing is stored, reasoning is asked for in encrypted form, of models that reason', () => {
  const encrypted = 'reasoning.encrypted_content'
  const include = (params: Partial<ResponsesParams>): unknown => request(params).include
  assert.equal(include({}), undefined)
  assert.equal(include({ store: true }), undefined)
  assert.deepEqual(include({ store: false }), [encrypted])
  assert.deepEqual(include({ store: false, include: ['x'] }), ['x', encrypted])
  assert.deepEqual(include({ store: false, include: [encrypted] }), [encrypted])
  for (const model of ['o3', 'o4-mini', 'gpt-5.2-codex', 'gpt-10', 'openai/gpt-5'])
    assert.deepEqual(include({ store: false, model }), [encrypted], model)
  for (const model of ['gpt-4o', 'gpt-4.1', 'gpt-5-chat-latest', 'gpt-5.1-chat', 'omni'])
    assert.equal(include({ store: false, model }), undefined, model)
  assert.deepEqual(include({ store: false, model: 'grok-5', reasoning: {} }), [encrypted])
})

test('where nothing is stored, reasoning of which only the id came is left out', () => {
  const { encrypted_content: _content, ...bare } = reasoning('1', '')
  const items = [bare, reasoning('2', 'gAAAAA'), answer('1', 'Hi.'), functionCall('A', 'f', '{}')]
  assert.equal(request({}, { messages: items }).input, items)
  assert.deepEqual(request({ store: false }, { messages: items }).input, items.slice(1))
})

test('fields of OpenAI’s for tools of the engine, and fields that are carried', () => {
  const toolFields = { f: { allowed_callers: ['programmatic'] } }
  const body = request({ toolFields }, { carried: { x: 1 } })
  assert.deepEqual(body.tools, [{ ...tools[0], ...toolFields.f }])
  assert.deepEqual([body.x, 'toolFields' in body], [1, false])
})

test('a response in the background that is not streamed is a wrong use', () => {
  const background = { ...gpt, background: true }
  assert.throws(() => expectAgentCan({ ...background, stream: false }), /Expected no `background`/)
  for (const fine of [background, { ...gpt, background: false, stream: false }])
    expectAgentCan(fine)
})
