import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ToolCall } from '../../../src/call/call.ts'
import type { Reading } from '../../../src/wire/codec.ts'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import type { ResponsesItem } from '../../../src/wire/openai-responses/item.ts'
import { readHistory } from '../../../src/wire/shared/history/history.ts'
import { brief } from '../support/decode.ts'
import {
  added,
  answer,
  created,
  done,
  ended,
  functionCall,
  response,
} from '../support/responses-events.ts'

const isTool = (name: string): boolean => name === 'f' || name === 'sql'
const custom = (id: string, name: string) => ({
  id: `ctc_${id}`,
  type: 'custom_tool_call',
  status: 'completed',
  call_id: `call_${id}`,
  name,
  input: '{"query":"x"}',
})
const search = custom('X', 'x_keyword_search')
const sql = custom('S', 'sql')
const a = functionCall('A', 'f', '{}')
const found = answer('1', 'Found.')

/** What a request with the tools `f` and `sql` reads of these items, whole and streamed. */
function readings(...output: { type: string }[]): [Reading<ResponsesItem>, ToolCall[]][] {
  const told: ToolCall[] = []
  const decoder = responsesCodec.decoder({ isTool, call: (call) => told.push(call) })
  const events = output.flatMap((item, at) => [added(at, item), done(at, item)])
  for (const event of [created, ...events, ended([])]) decoder.push(event)
  const whole = responsesCodec.read(response(output), isTool)
  return [
    [decoder.end(), told],
    [whole, [...whole.calls]],
  ]
}

test('a custom call of no tool, with a message behind it, is the provider’s: it passes through', () => {
  for (const [{ messages, calls, stop, text }, told] of readings(search, found)) {
    assert.deepEqual([stop.kind, text], ['answer', 'Found.'])
    assert.deepEqual([calls, told], [[], []])
    assert.deepEqual(messages, [search, found])
  }
})

test('a custom call of no tool, without a message behind it, is answered as one of an unknown tool', () => {
  for (const output of [[search], [found, search], [search, a], [found, a, search]])
    for (const [{ calls, stop }, told] of readings(...output)) {
      assert.equal(stop.kind, 'calls')
      assert.ok(calls.some(({ name }) => name === 'x_keyword_search'))
      assert.deepEqual(told, calls)
    }
})

test('a custom call of a tool of the request runs, whatever is behind it; order is kept', () => {
  for (const [{ calls, stop }, told] of readings(search, sql, found, a)) {
    assert.equal(stop.kind, 'calls')
    assert.deepEqual(brief(calls), [
      ['call_S', 'sql', '{"query":"x"}'],
      ['call_A', 'f', {}],
    ])
    assert.deepEqual(told, calls)
  }
})

test('a call of ours that waits for a word on one before it is told as soon as that has come', () => {
  const told: string[] = []
  const decoder = responsesCodec.decoder({ isTool, call: ({ id }) => told.push(id) })
  for (const event of [created, done(0, search), done(1, a), added(2, found)]) decoder.push(event)
  assert.deepEqual(told, ['call_A'])
})

test('a conversation that goes on behind the provider’s own call does not miss its result', () => {
  const user = { type: 'message', role: 'user', content: 'More' } as const
  const lost = (): never => assert.fail('nothing is lost')
  const messages = [search, found, a] as unknown as ResponsesItem[]
  const output = { type: 'function_call_output', call_id: 'call_A', output: '1' } as const
  const history = readHistory([...messages, output, user], responsesCodec, { isTool, lost })
  assert.deepEqual([history.open, history.warnings], [[], []])
  const open = readHistory(messages, responsesCodec, { isTool, lost })
  assert.deepEqual(brief(open.open), [['call_A', 'f', {}]])
})

const read = (...output: object[]): Reading<ResponsesItem> =>
  responsesCodec.read(response(output), isTool)

const toolSearch = {
  id: 'tsc_1',
  type: 'tool_search_call',
  status: 'completed',
  execution: 'client',
  arguments: { goal: 'weather' },
}

test('the ids of items that are not ours may change from event to event', () => {
  const begun = { ...toolSearch, status: 'in_progress', call_id: 'call_first' }
  const ends = { ...toolSearch, call_id: 'call_second' }
  const decoder = responsesCodec.decoder({})
  for (const event of [created, added(0, begun), done(0, ends), ended([ends])]) decoder.push(event)
  const { stop, messages } = decoder.end()
  assert.equal(stop.kind, 'answer')
  assert.deepEqual(messages, [ends])
})

for (const [name, asks, answers, answerType] of [
  ['a tool search', { ...toolSearch, call_id: 'c1' }, 'tool_search_output', 'tool_search_output'],
  ['a shell call', { type: 'shell_call', call_id: 'c1' }, 'shell_call_output', 'shell_call_output'],
  [
    'an MCP approval',
    { type: 'mcp_approval_request', id: 'm1' },
    undefined,
    'mcp_approval_response',
  ],
] as const)
  test(`${name} that the caller owes an answer is said, also beside calls`, () => {
    const said = new RegExp(`add the ${answerType} yourself`)
    const alone = read(asks)
    const beside = read(asks, a)
    assert.deepEqual([alone.stop.kind, beside.stop.kind], ['answer', 'calls'])
    for (const { stop, warnings } of [alone, beside]) {
      assert.match(stop.message, said)
      assert.match(warnings?.[0] ?? '', said)
    }
    if (answers === undefined) return
    assert.equal(read(asks, { type: answers, call_id: 'c1' }).warnings, undefined)
    assert.match(read(asks, { type: answers, call_id: 'c2' }).warnings?.[0] ?? '', said)
  })

test('a tool search that OpenAI runs itself is owed nothing', () => {
  const { stop, warnings } = read({ ...toolSearch, execution: 'server' }, found)
  assert.deepEqual([stop.message, warnings], ['The model finished its message.', undefined])
})

for (const between of [
  { type: 'program_output', call_id: 'p', result: '1', status: 'completed' },
  { type: 'tool_search_output', call_id: 't', execution: 'server', tools: [] },
])
  test(`a ${between.type} that the provider made is part of the message whose calls are open`, () => {
    const b = functionCall('B', 'f', '{}')
    const lost = (): never => assert.fail('nothing is lost')
    const messages = [a, between, b] as unknown as ResponsesItem[]
    const { open } = readHistory(messages, responsesCodec, { isTool, lost })
    assert.deepEqual(
      open.map(({ id }) => id),
      ['call_A', 'call_B'],
    )
  })
