import type { RunEvent } from '../../../src/agent/contract.ts'
import type { TurnEvent } from '../../../src/call/report/event.ts'
import type { Status, WaitReason } from '../../../src/call/report/result.ts'

/** Makes the events of one call, at times since the run began; its turn began at `turnMs`. */
export function callEvents(index: number, name: string, turnMs = 0) {
  const of = { turnId: `turn-${turnMs}`, callId: `call-${index}`, index, name }
  const wrap = (atMs: number, event: object): RunEvent => ({
    type: 'turn',
    turn: 1,
    atMs,
    event: { ...of, atMs: atMs - turnMs, ...event } as TurnEvent,
  })
  return {
    received: (atMs: number, input: unknown = {}) =>
      wrap(atMs, { type: 'call.received', call: { id: of.callId, name, input } }),
    waiting: (atMs: number, reason: WaitReason, detail?: string) =>
      wrap(atMs, { type: 'call.waiting', reason, detail }),
    started: (atMs: number, attempt = 1) => wrap(atMs, { type: 'call.started', attempt }),
    retrying: (atMs: number, delayMs: number) =>
      wrap(atMs, {
        type: 'call.retrying',
        attempt: 1,
        delayMs,
        error: { code: 'busy', message: 'Busy.' },
      }),
    settled: (atMs: number, status: Status = 'ok', message?: string) =>
      wrap(atMs, {
        type: 'call.settled',
        result: {
          id: of.callId,
          name,
          status,
          content: '',
          error: message === undefined ? undefined : { code: 'x', message },
          attempts: 1,
          timing: { receivedMs: 0, settledMs: atMs - turnMs, runMs: 100, waits: [] },
        },
      }),
  }
}

export function request(atMs: number, turn = 1): RunEvent {
  return { type: 'request', turn, atMs }
}

export function message(
  atMs: number,
  kind: 'calls' | 'answer' | 'broken' = 'calls',
  text = 'The message is complete.',
): RunEvent {
  const usage = { inputTokens: 100, outputTokens: 20 }
  return { type: 'message', turn: 1, stop: { kind, message: text }, usage, atMs }
}
