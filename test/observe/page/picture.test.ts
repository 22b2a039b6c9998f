import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { conversationOf } from '../../../src/observe/page/picture/conversation.ts'
import { endOf } from '../../../src/observe/page/picture/lanes.ts'
import { PageRun } from '../../../src/observe/page/picture/page-run.ts'
import type { Picture } from '../../../src/observe/page/picture/picture.ts'
import { searchRows } from '../../../src/observe/page/picture/search.ts'
import { lengthText, momentText, tokensText } from '../../../src/observe/page/picture/time-text.ts'
import { contentText, shortText } from '../../../src/observe/page/picture/value-text.ts'
import { waitTitle, waitWords } from '../../../src/observe/page/picture/words.ts'
import { cases } from '../../support/cases.ts'
import { pictureOfLines, turnLines, type CallScript } from './support/lines.ts'

function path({ path }: Picture): string {
  return path
    .map(
      ({ kind, row, startMs, endMs, wait }) =>
        `${row.kind === 'model' ? `m${row.turn}` : row.index}${kind === 'wait' ? ` ${wait?.reason}` : ''} ${startMs}-${endMs}`,
    )
    .join(', ')
}

describe('the critical path of a run', () => {
  const tables: readonly (readonly [
    name: string,
    calls: readonly CallScript[],
    expected: string,
  ])[] = [
    [
      'is the call that ended last, from when the message had made it',
      [
        { receivedMs: 40, starts: [[40]], settledMs: 80 },
        { receivedMs: 60, starts: [[60]], settledMs: 200 },
      ],
      'm1 0-60, 1 60-200',
    ],
    [
      'is the message to its end, where a call waited for that',
      [{ receivedMs: 40, waits: [[41, 'commit']], starts: [[100]], settledMs: 200 }],
      'm1 0-100, 0 100-200',
    ],
    [
      'goes over to the call that was in the way',
      [
        { receivedMs: 40, starts: [[100]], settledMs: 150 },
        { receivedMs: 60, waits: [[60, 'conflict', 0]], starts: [[150]], settledMs: 200 },
      ],
      'm1 0-40, 0 100-150, 1 150-200',
    ],
    [
      'is a wait itself, where nobody of the run was in the way',
      [{ receivedMs: 40, waits: [[40, 'limit']], starts: [[120]], settledMs: 200 }],
      'm1 0-40, 0 limit 40-120, 0 120-200',
    ],
    [
      'goes through attempts that failed, and the delays between them',
      [{ receivedMs: 40, starts: [[40, 60], [90, 110], [150]], settledMs: 200 }],
      'm1 0-40, 0 40-60, 0 retry 60-90, 0 90-110, 0 retry 110-150, 0 150-200',
    ],
    [
      'is the message, where it took longer than its calls',
      [{ receivedMs: 40, starts: [[40]], settledMs: 60 }],
      'm1 0-100',
    ],
    [
      'does not go in circles, whatever a trace says of who was in the way',
      [
        { receivedMs: 40, waits: [[40, 'conflict', 1]], starts: [[190]], settledMs: 200 },
        { receivedMs: 40, waits: [[40, 'conflict', 0]], starts: [[190]], settledMs: 190 },
      ],
      'm1 0-40, 1 conflict 40-190, 0 190-200',
    ],
  ]
  for (const [name, calls, expected] of tables)
    it(name, () => assert.equal(path(pictureOfLines(turnLines(1, 0, 100, calls))), expected))

  it('goes from turn to turn', () => {
    const lines = [
      ...turnLines(1, 0, 50, [{ receivedMs: 50, starts: [[50]], settledMs: 90 }]),
      ...turnLines(2, 95, 200, []),
    ]
    assert.equal(path(pictureOfLines(lines)), 'm1 0-50, 0 50-90, m2 95-200')
    const shares = pictureOfLines(lines).shares.map(({ kind, totalMs }) => `${kind} ${totalMs}`)
    assert.deepEqual(shares, ['model 155', 'attempt 40', 'between 5'])
  })

  it('is drawn to the last known time of what has not ended', () => {
    assert.equal(
      path(pictureOfLines(turnLines(1, 0, 60, [{ receivedMs: 40, starts: [[70]] }]), 300)),
      'm1 0-40, 0 70-300',
    )
  })

  it('never overlaps itself, nor takes longer than the run, whatever happened', () => {
    const call = fc.record({
      receivedMs: fc.integer({ min: 0, max: 90 }),
      waits: fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: 300 }),
          fc.constantFrom('conflict', 'limit', 'commit', 'dependency', 'shared'),
          fc.nat({ max: 5 }),
        ),
        { maxLength: 3 },
      ),
      starts: fc.array(
        fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 500 })),
        { maxLength: 3 },
      ),
      settledMs: fc.integer({ min: 0, max: 600 }),
    })
    fc.assert(
      fc.property(
        fc.array(fc.array(call, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        (turns) => {
          const lines = turns.flatMap((calls, turn) =>
            turnLines(turn + 1, turn * 100, turn * 100 + 100, calls),
          )
          const { path, nowMs } = pictureOfLines(lines)
          let untilMs = 0
          for (const { startMs, endMs } of path) {
            assert.ok(startMs >= untilMs, `${startMs} comes before ${untilMs}`)
            assert.ok(endMs >= startMs)
            untilMs = endMs
          }
          assert.ok(untilMs <= nowMs)
        },
      ),
      { numRuns: cases(2_000) },
    )
  })
})

describe('what a page says of a run', () => {
  const lines = turnLines(1, 0, 100, [
    {
      name: 'find',
      input: { who: 'Ada "Lovelace"' },
      receivedMs: 40,
      starts: [[40]],
      settledMs: 80,
      content: 'She lives in London.',
    },
    {
      name: 'send',
      receivedMs: 60,
      starts: [[60]],
      settledMs: 90,
      status: 'failed',
      content: [{ type: 'text', text: 'Refused by the SERVER' }],
    },
  ])

  it('is found by names, ids, inputs, results and errors, in any case and of any words together', () => {
    const { rows } = pictureOfLines([...lines, { type: 'text', text: 'Let me think.', atMs: 1 }])
    const found = (query: string): string =>
      searchRows(rows, query)
        .map((row) => (row.kind === 'model' ? 'model' : row.name))
        .join(' ')
    for (const [query, expected] of [
      ['ada "lovelace"', 'find'],
      ['LONDON', 'find'],
      ['turn-1-1', 'send'],
      ['refused server', 'send'],
      ['failed', 'send'],
      ['think', 'model'],
      ['find paris', ''],
      ['  ', ''],
      ['turn-1', 'find send'],
    ])
      assert.equal(found(query ?? ''), expected, query)
  })

  it('is found anew when it has gone on', () => {
    const run = new PageRun()
    const [request, received, ...rest] = lines
    for (const line of [request, received]) run.push(line)
    assert.equal(searchRows(run.rows, 'london').length, 0)
    for (const line of rest) run.push(line)
    assert.equal(searchRows(run.rows, 'london').length, 1)
  })

  it('is a conversation in order', () => {
    const header = {
      type: 'trace',
      version: 1,
      id: 'r',
      of: 'run',
      startedAtMs: 0,
      question: 'Who?',
    }
    const said = [
      { type: 'said', turn: 1, text: 'Quick.', atMs: 0 },
      ...lines,
      { type: 'reasoning', text: 'Hm.', atMs: 1 },
      { type: 'text', text: 'So.', atMs: 2 },
    ]
    const kinds = conversationOf(pictureOfLines([header, ...said])).map((entry) =>
      'text' in entry ? `${entry.kind}: ${entry.text}` : entry.kind,
    )
    assert.deepEqual(kinds, [
      'asked: Who?',
      'turn',
      'asked: Quick.',
      'thought: Hm.',
      'said: So.',
      'call',
      'call',
    ])
  })

  it('counts what it cannot read or does not know, and takes all else', () => {
    const broken = [
      5,
      null,
      'x',
      { type: 'turn', turn: 1, atMs: 3 },
      { type: 'request', turn: 1, atMs: 'soon' },
      { type: 'text', atMs: Infinity },
      { type: 'weather' },
      { type: 'constructor' },
    ]
    const { unknownLines, unreadableLines, rows, totals } = pictureOfLines([...broken, ...lines])
    assert.deepEqual([unknownLines, unreadableLines, rows.length, totals.notOk], [2, 6, 3, 1])
  })

  it('has turns that no request announced, such as those of a journal', () => {
    const events = lines.filter(({ type }) => type === 'turn')
    const { lanes } = pictureOfLines(events)
    assert.deepEqual(
      lanes.map(({ announced, calls }) => [announced, calls.length]),
      [[false, 2]],
    )
  })
})

describe('a call whose end no line tells', () => {
  it('had ended when the next request went out; what became of it is not made up', () => {
    const first = turnLines(1, 0, 50, [
      { receivedMs: 50 },
      { receivedMs: 50, starts: [[52]], settledMs: 60 },
    ])
    const picture = pictureOfLines([...first, ...turnLines(2, 70, 900, [])])
    const [, call] = picture.rows
    assert.ok(call !== undefined)
    assert.equal(endOf(call, 900), 70)
    assert.equal(picture.stateOf(call), 'how it ended is not in the trace')
    assert.equal(picture.totals.notOk, 0)
    assert.equal(path(picture), 'm1 0-50, m2 70-900')
  })

  it('goes on where none went out', () => {
    const picture = pictureOfLines(turnLines(1, 0, 50, [{ receivedMs: 50, starts: [[52]] }]), 500)
    const [, call] = picture.rows
    assert.ok(call !== undefined)
    assert.equal(endOf(call, 500), 500)
    assert.equal(picture.stateOf(call), 'running')
  })
})

describe('words and figures', () => {
  it('say lengths, moments and tokens in units that suit them', () => {
    assert.deepEqual(
      [0, 0.04, 4.25, 42.4, 999.4, 999.6, 9_994, 12_340, 59_960, 185_000, 7_500_000, -3].map(
        lengthText,
      ),
      [
        '0 ms',
        '0.04 ms',
        '4.3 ms',
        '42 ms',
        '999 ms',
        '1.00 s',
        '9.99 s',
        '12.3 s',
        '1 m 00 s',
        '3 m 05 s',
        '2 h 05 m',
        '0 ms',
      ],
    )
    assert.deepEqual(
      [
        [0, 5],
        [0.5, 0.5],
        [250, 50],
        [1_500, 500],
        [8_200, 200],
        [90_000, 30_000],
        [61_500, 500],
        [3_723_000, 1_000],
        [-2_000, 1_000],
      ].map(([ms = 0, step = 0]) => momentText(ms, step)),
      ['0', '0.5 ms', '250 ms', '1.5 s', '8.2 s', '1:30', '1:01.5', '1:02:03', '−2 s'],
    )
    assert.deepEqual([0, 999, 1_234, 18_486, 1_500_000].map(tokensText), [
      '0',
      '999',
      '1.23K',
      '18.5K',
      '1.5M',
    ])
  })

  it('say what was waited for, and who held what', () => {
    const wait = { startMs: 0 }
    assert.equal(
      waitWords({
        ...wait,
        reason: 'conflict',
        detail: 'x',
        by: { turnId: 't', callId: 'c', key: 'file/a' },
      }),
      'for file/a, which another call touches',
    )
    assert.equal(
      waitWords({ ...wait, reason: 'limit', detail: 'concurrency' }),
      'for a slot of the engine',
    )
    assert.equal(
      waitWords({ ...wait, reason: 'limit', detail: 'crm: concurrency' }),
      'for the limit crm: concurrency',
    )
    assert.equal(waitWords({ ...wait, reason: 'astrology' as never }), 'for astrology')
    assert.equal(waitTitle({ ...wait, reason: 'limit', detail: 'crm' }), 'limit crm')
    assert.equal(waitTitle({ ...wait, reason: 'retry' }), 'retry')
  })

  it('show contents of every kind, and nothing that hides', () => {
    assert.equal(
      contentText([
        { type: 'text', text: 'a\u202eb' },
        { type: 'json', value: { c: 1 } },
        { type: 'image', mediaType: 'image/png' },
        { type: 'resource', uri: 'u', text: 'd' },
        7,
      ]),
      'a\\u202eb\n{\n  "c": 1\n}\n[an image, image/png]\nu\nd\n7',
    )
    assert.equal(shortText({ a: 'x\ny' }), '{"a":"x\\ny"}')
    assert.equal(shortText('x'.repeat(999)).length, 240)
  })
})
