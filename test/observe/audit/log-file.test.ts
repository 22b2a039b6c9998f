import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { cases } from '../../support/cases.ts'
import { readLog } from './outline.ts'

/** A value of each format, with as much in it as there may be. */
const values: readonly unknown[] = [
  {
    type: 'assistant',
    uuid: 'u',
    timestamp: '2026-01-01',
    message: {
      id: 'm',
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'a', name: 'n', input: {} }],
      usage: { input_tokens: 1 },
    },
  },
  {
    type: 'user',
    uuid: 'u',
    isSidechain: true,
    message: {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 't' }] }],
    },
  },
  {
    timestamp: '2026-01-01',
    type: 'response_item',
    payload: { type: 'function_call', call_id: 'a', name: 'n', arguments: '{}' },
  },
  {
    type: 'event_msg',
    payload: {
      type: 'token_count',
      info: { total_token_usage: {}, last_token_usage: { input_tokens: 1 } },
    },
  },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'a', function: { name: 'n', arguments: '{}' } }],
  },
  {
    request: { body: { messages: [{ role: 'user', content: 'q' }] } },
    response: {
      choices: [{ message: { role: 'assistant', content: 'c' } }],
      usage: { prompt_tokens: 1 },
    },
  },
  {
    id: 'm',
    role: 'assistant',
    parts: [
      { type: 'step-start' },
      { type: 'tool-n', toolCallId: 'a', state: 'output-available', input: {}, output: {} },
    ],
  },
  {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: 't',
                spanId: 's',
                name: 'chat',
                startTimeUnixNano: '1',
                attributes: [
                  {
                    key: 'gen_ai.output.messages',
                    value: {
                      stringValue:
                        '[{"role":"assistant","parts":[{"type":"tool_call","id":"a","name":"n"}]}]',
                    },
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
  {
    session_id: 's',
    round_index: 0,
    tools: [{ tool_name: 'n', tool_call_id: 'a', result_at: '2026-01-01' }],
    timing_events: [{ event_type: 'user_message' }],
  },
  { events: [{ user: 'q' }, { call: 'n', arguments: '{}', result: 'r' }] },
  { question: 'q', turns: [[{ name: 'n', arguments: '{}', result: 'r' }]] },
  { type: 'trace', version: 1, startedAtMs: 1, question: 'q' },
]
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('__proto__', 'tool_use', { type: 'text' }, [[]], [null]),
)

/** A value in which one place, at any depth, holds something else. */
function spoiled(value: unknown, at: { place: number }, other: unknown): unknown {
  if (at.place-- === 0) return other
  if (Array.isArray(value)) return value.map((each) => spoiled(each, at, other))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, spoiled(each, at, other)]),
  )
}

test('whatever stands in one place of a log, its reader reads on', () => {
  fc.assert(
    fc.property(fc.constantFrom(...values), fc.nat(30), odd, (value, place, other) => {
      const { file, runs } = readLog([value, spoiled(value, { place }, other), value])
      assert.equal(file.unreadable, 0)
      for (const { turns } of runs)
        for (const { calls } of turns)
          for (const { name, output } of calls)
            assert.ok(typeof name === 'string' && /string|undefined/.test(typeof output))
    }),
    { numRuns: cases(2_000) },
  )
})
