import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { draw } from '../../scripts/picture/draw.ts'
import type { CallRow, Row } from '../../src/observe/timeline/row.ts'

function row(callId: string, rest: Partial<CallRow>): CallRow {
  return {
    kind: 'call',
    turn: 1,
    turnId: 't',
    callId,
    index: 0,
    name: callId,
    input: { id: 7 },
    changed: false,
    receivedMs: 0,
    waits: [],
    attempts: [],
    state: 'ok',
    restored: false,
    ...rest,
  }
}

const rows: readonly Row[] = [
  row('read<', { attempts: [{ number: 1, startMs: 0, endMs: 400 }] }),
  row('write', {
    waits: [{ startMs: 100, endMs: 400, reason: 'conflict', by: { turnId: 't', callId: 'read<' } }],
    attempts: [{ number: 1, startMs: 400, endMs: 1_000 }],
  }),
]

test('the picture has a bar as long as each attempt, and says whom a wait was for', () => {
  const svg = draw({ title: 'T', rows, endMs: 1_000, writers: ['write'], footer: 'F' })
  const wide = (kind: string): number[] =>
    [
      ...svg.matchAll(new RegExp(`class="${kind}" x="[\\d.]+" y="\\d+" width="([\\d.]+)"`, 'g')),
    ].map(([, width]) => Number(width))
  const [read = 0] = wide('read')
  const [write = 0] = wide('write')
  const [wait = 0] = wide('wait')
  assert.ok(Math.abs(write / read - 600 / 400) < 0.01)
  assert.ok(Math.abs(wait / read - 300 / 400) < 0.01)
  assert.match(svg, />waits for read&#60;</)
  assert.doesNotMatch(svg, /read</)
})

test('the picture in the documents is one that the script draws', () => {
  const svg = readFileSync('docs/charts/timeline.svg', 'utf8')
  for (const name of ['get_customer', 'get_orders', 'get_tickets', 'change_plan', 'add_note'])
    assert.match(svg, new RegExp(`>${name}</text>`))
  assert.match(svg, />waits for get_customer</)
  assert.match(svg, / ms from the first call to the last result; one by one it is /)
})
