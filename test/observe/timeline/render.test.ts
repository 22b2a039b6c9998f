import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { RunEvent } from '../../../src/agent/contract.ts'
import { noPaint } from '../../../src/util/term/paint.ts'
import { cells } from '../../../src/util/term/text.ts'
import { render } from '../../../src/observe/timeline/render.ts'
import { makeTimeline } from '../../../src/observe/timeline/timeline.ts'
import { callEvents, message, request } from './events.ts'

const customer = callEvents(0, 'get_customer')
const orders = callEvents(1, 'get_orders')
const tickets = callEvents(2, 'get_tickets')

/** Three calls that start while the message streams; the second waits for the first, the third is tried twice. */
const streaming: readonly RunEvent[] = [
  request(0),
  customer.received(700, { customerId: 1234 }),
  customer.started(700),
  orders.received(1_000, { customerId: 1234 }),
  orders.waiting(1_000, 'conflict', 'customer/1234 (call 1, get_customer)'),
  customer.settled(1_300),
  orders.started(1_300),
  message(1_400),
  tickets.received(1_400, { customerId: 1234 }),
  tickets.started(1_400),
  tickets.retrying(1_500, 400),
]

const settled: readonly RunEvent[] = [
  ...streaming,
  orders.settled(1_800, 'failed', 'no such table: orders'),
  tickets.started(1_900, 2),
  tickets.settled(2_200, 'timed-out', 'It took too long.'),
  request(2_200, 2),
  message(3_600, 'answer'),
]

function lines(
  events: readonly RunEvent[],
  options: { columns: number; nowMs: number; final?: boolean; height?: number },
): string[] {
  const timeline = makeTimeline()
  for (const event of events) timeline.push(event)
  return render(timeline.rows, { paint: noPaint, ...options })
}

suite('render', () => {
  test('draws a run that goes on: waits light, work heavy, on one axis', () => {
    assert.deepEqual(lines(streaming, { columns: 80, nowMs: 1_600 }), [
      '                      0        0.5 s     1 s      1.5 s',
      '  model               ━━━━━━━━━━━━━━━━━━━━━━━━━━              1.40 s  3 calls',
      '  ├ get_customer 1234              ━━━━━━━━━━━              ✓ 0.60 s',
      '  ├ get_orders 1234                     ╶─────━━━━━╸          0.30 s',
      '  └ get_tickets 1234                            ━━─╴          retry in 0.3 s',
    ])
  })

  test('draws a run that is over: the axis ends where it did, and what failed or waited long says why', () => {
    assert.deepEqual(lines(settled, { columns: 80, nowMs: 3_600, final: true }), [
      '                      0         1 s        2 s       3 s',
      '  model               ━━━━━━━━━━━━━━╸                         1.40 s  3 calls',
      '  ├ get_customer 1234        ━━━━━━╸                        ✓ 0.60 s',
      '  ├ get_orders 1234             ╶──╼━━━━╸                   ✗ 0.50 s failed',
      '  │ waited 0.30 s for customer/1234 (call 1, get_customer)',
      '  │ no such table: orders',
      '  └ get_tickets 1234                ╺╾───╼━━╸               ✗ 0.40 s timed out',
      '  model                                     ╺━━━━━━━━━━━━━━   1.40 s  answer',
    ])
  })

  test('fits into 40 columns', () => {
    assert.deepEqual(lines(settled, { columns: 40, nowMs: 3_600, final: true }), [
      '              0        2 s',
      'model         ━━━━━━             1.40 s',
      '├ get_custom…    ━━━           ✓ 0.60 s',
      '├ get_orders      ╶─━━         ✗ failed',
      '│ waited 0.30 s for customer/1234 (ca…',
      '│ no such table: orders',
      '└ get_tickets       ╾─╼━       timed out',
      'model                   ━━━━━━   1.40 s',
    ])
  })

  for (const columns of [40, 55, 60, 72, 80, 100, 120, 200])
    test(`never writes more than ${columns} columns`, () => {
      for (const [events, nowMs] of [
        [streaming, 1_600],
        [settled, 3_600],
      ] as const)
        for (const line of lines(events, { columns, nowMs }))
          assert.ok(cells(line) <= columns, `${cells(line)} cells: ${line}`)
    })

  test('shows the latest and what runs, where the terminal is too low for all', () => {
    const many: RunEvent[] = [request(0), message(100)]
    for (let index = 0; index < 100; index++) {
      const call = callEvents(index, `call_${index}`)
      many.push(call.received(100))
      if (index < 60) many.push(call.started(100))
      if (index < 50) many.push(call.settled(200))
    }
    const shown = lines(many, { columns: 80, nowMs: 300, height: 15 })
    assert.equal(shown.length, 15)
    for (let index = 50; index < 60; index++)
      assert.ok(shown.some((line) => line.includes(`call_${index} `)))
    assert.match(shown.at(-1) ?? '', /… 88 more calls: 50 ok, 38 waiting/)
  })

  test('shows the shortest work', () => {
    const call = callEvents(0, 'quick')
    const [, , line = ''] = lines(
      [
        request(0),
        message(60_000),
        call.received(60_000),
        call.started(60_000),
        call.settled(60_001),
      ],
      { columns: 80, nowMs: 60_001, final: true },
    )
    assert.match(line, /[╺╸━]/)
  })

  test('draws nothing before anything has happened', () => {
    assert.deepEqual(lines([], { columns: 80, nowMs: 0 }), [])
  })

  test('obeys no control character in a name, an argument or an error', () => {
    const call = callEvents(0, 'evil\u001B[2Jname')
    const text = lines(
      [
        call.received(0, { a: 'x\u001B]0;title\u0007\ny' }),
        call.settled(1, 'failed', 'no\r\n\u009B31m'),
      ],
      { columns: 80, nowMs: 1 },
    ).join('')
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f]/)
  })
})

suite('colours', () => {
  const roles = (events: readonly RunEvent[], nowMs: number): string =>
    (() => {
      const timeline = makeTimeline()
      for (const event of events) timeline.push(event)
      return render(timeline.rows, {
        columns: 80,
        nowMs,
        paint: (role, text) => (text.trim() === '' ? text : `<${role}>${text}</${role}>`),
      }).join('\n')
    })()

  test('every state has its own', () => {
    for (const status of ['ok', 'failed', 'timed-out', 'cancelled', 'skipped', 'denied'] as const) {
      const call = callEvents(0, 'tool')
      const events = [call.received(0), call.started(0), call.settled(500, status)]
      assert.match(roles(events, 500), new RegExp(`<${status}>━`))
    }
  })

  test('what runs, what waits and an attempt that failed differ', () => {
    const drawn = roles(streaming, 1_450)
    assert.match(drawn, /<running>━/)
    assert.match(drawn, /<faint>╶?─/)
    assert.match(drawn, /<model>━/)
    assert.match(roles(streaming, 1_600), /<failed>━/)
  })
})
