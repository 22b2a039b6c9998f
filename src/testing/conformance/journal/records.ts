import assert from 'node:assert/strict'
import { FanfoldError } from '../../../call/errors/error.ts'
import type { JournalCode } from '../../../journal/fault.ts'
import type {
  CallAsked,
  CallDecided,
  CallSettled,
  CallStarted,
  CallWithdrawn,
  RunEnded,
  RunMessage,
  RunStarted,
} from '../../../journal/journal.ts'

const of = (turnId: string, callKey: string) => ({ turnId, callKey, name: 'pay', input: '{"n":1}' })

export function started(turnId: string, callKey: string, atMs = 1): CallStarted {
  const idempotencyKey = `${turnId}-${callKey}`
  return { kind: 'call.started', ...of(turnId, callKey), idempotencyKey, atMs }
}

export function settled(turnId: string, callKey: string, atMs = 2): CallSettled {
  const result = { status: 'ok', content: `did ${callKey}`, value: { n: 1 }, attempts: 1 } as const
  return { kind: 'call.settled', ...of(turnId, callKey), result, atMs }
}

export function withdrawn(turnId: string, callKey: string, atMs = 3): CallWithdrawn {
  return { kind: 'call.withdrawn', ...of(turnId, callKey), atMs }
}

export function asked(turnId: string, callKey: string, atMs = 1): CallAsked {
  return { kind: 'call.asked', ...of(turnId, callKey), atMs }
}

export function decided(
  turnId: string,
  callKey: string,
  decision: 'allow' | 'deny' = 'allow',
  atMs = 2,
): CallDecided {
  return { kind: 'call.decided', turnId, callKey, decision, atMs }
}

export function runStarted(runId: string, atMs = 1): RunStarted {
  const messages = [{ role: 'user', content: 'Pay.' }]
  return { kind: 'run.started', runId, format: 'anthropic', messages, atMs }
}

export function runMessage(runId: string, turn: number, atMs = 2): RunMessage {
  return {
    kind: 'run.message',
    runId,
    turn,
    turnId: `${runId}-${turn}`,
    messages: [{ role: 'assistant', content: [] }],
    asked: 1,
    calls: [{ id: 'a', name: 'pay', input: { n: 1 } }],
    reply: { text: '', stop: { kind: 'calls' } },
    atMs,
  }
}

export function runEnded(runId: string, atMs = 3): RunEnded {
  return { kind: 'run.ended', runId, outcome: 'answered', atMs }
}

/** Rejects unless the promise rejects with this code. */
export async function refuses(code: JournalCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(FanfoldError.is(error), `Expected a FanfoldError, got ${String(error)}`)
    assert.equal(error.code, code, error.message)
    return true
  })
}
