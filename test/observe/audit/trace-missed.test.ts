import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missedInTrace } from '../../../src/observe/audit/trace-missed.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'

/** A run that looks customers up one by one; its third message makes no calls, its fourth needs what the second found. */
function lines(): TraceLine[] {
  const told: object[] = [
    {
      type: 'trace',
      version: 1,
      id: 'r',
      of: 'run',
      startedAtMs: 0,
      question: 'Compare customers 1001 and 2002.',
    },
  ]
  const lookup = (turn: number, name: string, input: object, content: string): void => {
    const of = { turnId: `r.${turn}`, callId: `c${turn}`, index: 0, name, atMs: 0 }
    const result = { id: `c${turn}`, name, status: 'ok', content, attempts: 1 }
    told.push(
      { type: 'request', turn, atMs: turn * 10 },
      { type: 'message', turn, stop: { kind: 'calls' }, usage: {}, atMs: turn * 10 + 1 },
      {
        type: 'turn',
        turn,
        atMs: turn * 10 + 1,
        event: { ...of, type: 'call.received', call: { id: of.callId, name, input } },
      },
      { type: 'turn', turn, atMs: turn * 10 + 5, event: { ...of, type: 'call.settled', result } },
    )
  }
  lookup(1, 'get_customer', { id: '1001' }, '{"name":"Ada Lovelace","plan":"gold"}')
  lookup(2, 'get_customer', { id: '2002' }, '{"name":"Alan Turing","order":"ORD-77-19"}')
  told.push({ type: 'request', turn: 3, atMs: 30 })
  lookup(4, 'get_order', { order: 'ORD-77-19' }, '{"total":12}')
  return told as TraceLine[]
}

test('turns that could have been one are named by their numbers in the run', () => {
  assert.deepEqual(
    missedInTrace(lines()).map(({ turns }) => turns),
    [[1, 2]],
  )
})

test('a trace without contents says nothing of what was missed', () => {
  const bare = lines().map((line) =>
    line.type === 'turn' && line.event.type === 'call.received'
      ? { ...line, event: { ...line.event, call: { ...line.event.call, input: undefined } } }
      : line,
  )
  assert.deepEqual(missedInTrace(bare), [])
})
