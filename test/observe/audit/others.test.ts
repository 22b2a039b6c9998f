import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { outlineOf, readLog, type Log, type Outline } from './outline.ts'

const round = (
  session_id: string,
  round_index: number,
  tools: readonly object[],
  events: readonly object[],
) => ({
  provider: 'claude',
  session_id,
  round_index,
  input_tokens_total: 100,
  output_tokens: 5,
  timing_events: events,
  tools,
})
const moment = (second: number) => `2026-06-01T05:40:${String(second).padStart(2, '0')}.000Z`
const tool = (tool_call_id: string, second: number, more: object = {}) => ({
  tool_name: 'Bash',
  tool_call_id,
  emitted_at: moment(second),
  result_at: moment(second + 2),
  is_error: false,
  ...more,
})
const rounds = [
  round(
    's',
    0,
    [tool('a', 3), tool('b', 4, { is_error: true })],
    [
      { event_type: 'user_message', timestamp: moment(1), content_chars: 12 },
      { event_type: 'reasoning', timestamp: moment(2) },
      { event_type: 'tool_call', timestamp: moment(4) },
    ],
  ),
  round('t', 0, [tool('x', 5)], []),
  round(
    's',
    1,
    [tool('c', 8, { result_at: null })],
    [
      { event_type: 'tool_result', timestamp: moment(6) },
      { event_type: 'tool_call', timestamp: moment(8) },
    ],
  ),
]

const settled = (index: number, status = 'ok') => ({
  type: 'call.settled',
  turnId: 'r.1',
  index,
  result: { id: 'x', status, content: `of ${index}` },
})
const received = (index: number) => ({
  type: 'call.received',
  turnId: 'r.1',
  index,
  name: 'get',
  call: { id: 'x', name: 'get', input: { index } },
})
const trace: readonly object[] = [
  { type: 'trace', version: 1, id: 'r', of: 'run', startedAtMs: 5_000, question: 'Both?' },
  { type: 'request', turn: 1, atMs: 10 },
  { type: 'text', text: 'I look.', atMs: 20 },
  { type: 'turn', turn: 1, event: received(0), atMs: 30 },
  { type: 'turn', turn: 1, event: settled(0), atMs: 35 },
  { type: 'turn', turn: 1, event: received(1), atMs: 40 },
  { type: 'message', turn: 1, usage: { inputTokens: 7, outputTokens: 2 }, atMs: 50 },
  { type: 'turn', turn: 1, event: settled(1, 'timed-out'), atMs: 90 },
  { type: 'said', turn: 2, text: 'And more.', atMs: 95 },
  { type: 'request', turn: 2, atMs: 96 },
  { type: 'turn', turn: 2, event: { ...received(2), turnId: 'r.2' }, atMs: 99 },
  { type: 'end', outcome: 'cancelled', atMs: 100 },
]

const table: Readonly<Record<string, readonly [Log, Outline]>> = {
  'rounds of TraceLab, whose texts nobody knows': [
    rounds,
    {
      format: 'rounds of TraceLab',
      runs: [
        ['<[a message of 12 characters, which the log does not hold]> Bash ? Bash ?!', 'Bash ?'],
        ['Bash ?'],
      ],
    },
  ],
  'conversations of τ-bench, a call a message': [
    [
      {
        task: 0,
        events: [
          { user: 'Hi.' },
          { assistant: 'Who are you?' },
          { user: 'Mia.' },
          { call: 'find', arguments: '{"name":"Mia"}', result: '{"id":1}', emitted: 1 },
          { call: 'book', arguments: 'not JSON', result: 'Error: no seat', emitted: 1 },
          { assistant: 'Sorry.' },
        ],
      },
      { task: 1, events: [{ user: 'Bye.' }] },
    ],
    {
      format: 'conversations of τ-bench',
      runs: [
        [
          '<Hi.\nMia.> (Who are you?) find {"name":"Mia"}={"id":1}',
          'book not JSON=Error: no seat!',
        ],
        [],
      ],
    },
  ],
  'tasks as lists of calls': [
    [
      {
        task: 'x',
        question: 'Do it.',
        turns: [
          [
            { name: 'a', arguments: '{"n":1}', result: 'meta=None content=[] isError=False' },
            { name: 'b', arguments: '{}', result: 'content=[] isError=True' },
          ],
          [{ name: 'a', arguments: '{"n":2}', result: 'x' }],
          [],
        ],
      },
    ],
    {
      format: 'tasks as lists of calls',
      runs: [
        [
          '<Do it.> a {"n":1}=meta=None content=[] isError=False b {}=content=[] isError=True!',
          'a {"n":2}=x',
        ],
      ],
    },
  ],
  "Fanfold's own traces": [
    trace,
    {
      format: 'Fanfold traces',
      runs: [
        [
          '<Both?> (I look.) get {"index":0}=of 0 get {"index":1}=of 1!',
          '<And more.> get {"index":2}',
        ],
      ],
    },
  ],
  'what is of no known format': [
    [{ name: 'package', version: '1' }, 7, null],
    { format: undefined, runs: [] },
  ],
}

suite('other logs', () => {
  for (const [what, [log, outline]] of Object.entries(table))
    test(what, () => {
      assert.deepEqual(outlineOf(log), outline)
    })

  test('traces know when and how much, since the epoch', () => {
    const [turn] = readLog(trace).runs[0]?.turns ?? []
    assert.deepEqual(
      [
        turn?.sentMs,
        turn?.messageMs,
        turn?.inputTokens,
        turn?.calls[1]?.startMs,
        turn?.calls[1]?.endMs,
      ],
      [5_010, 5_050, 7, 5_040, 5_090],
    )
  })

  test('rounds of TraceLab know when and how much', () => {
    const [first, second] = readLog(rounds).runs[0]?.turns ?? []
    const ms = (second: number) => Date.parse(moment(second))
    assert.deepEqual(
      [first?.sentMs, first?.messageMs, first?.inputTokens, first?.calls[1]?.endMs],
      [ms(1), ms(4), 100, ms(6)],
    )
    assert.deepEqual([second?.sentMs, second?.messageMs], [ms(6), ms(8)])
  })
})
