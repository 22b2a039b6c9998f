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
