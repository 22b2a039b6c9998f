import type { TurnEvent } from '../../call/report/event.ts'
import type { TracedTurnEvent } from '../trace/line.ts'
import type { CallRow, Stretch, WaitStretch } from './row.ts'

type CallEvent = Extract<TurnEvent | TracedTurnEvent, { readonly index: number }>
type ReceivedEvent = Extract<CallEvent, { readonly type: 'call.received' }>
/** What happens to a call once it is there. */
export type LaterCallEvent = Exclude<CallEvent, ReceivedEvent>

export function receivedRow(event: ReceivedEvent, turn: number | undefined, atMs: number): CallRow {
  const { turnId, callId, index, name, call } = event
  const isKept = !('unkept' in event)
  return {
    kind: 'call',
    turn,
    turnId,
    callId,
    index,
    name,
    input: call.input,
    changed: false,
    receivedMs: atMs,
    ...(!isKept && { unkept: true }),
    waits: isKept ? [{ startMs: atMs }] : [],
    attempts: [],
    state: 'waiting',
    restored: false,
  }
}

/** Takes one more event of a call. One of a type that is not known changes nothing. */
export function advance(row: CallRow, event: LaterCallEvent, atMs: number): void {
  switch (event.type) {
    case 'call.waiting': {
      const { reason, detail, by } = event
      const last = row.waits.at(-1)
      // A retry's wait was opened, with its end, by the event that announced it.
      if (reason === 'retry' && last?.reason === 'retry' && last.endMs === undefined) break
      wait(row, { startMs: atMs, reason, detail, by }, atMs)
      break
    }
    case 'call.changed':
      row.input = event.input
      row.changed = true
      break
    case 'call.started':
      close(row.waits, atMs)
      row.attempts.push({ number: event.attempt, startMs: atMs })
      row.state = 'running'
      break
    case 'call.retrying': {
      for (const attempt of row.attempts)
        if (attempt.endMs === undefined) {
          attempt.endMs = atMs
          attempt.failed = true
          attempt.fault = event.error.message
        }
      wait(row, { startMs: atMs, reason: 'retry', untilMs: atMs + event.delayMs }, atMs)
      break
    }
    case 'call.settled': {
      const { status, content, error, restored } = event.result
      close(row.waits, atMs)
      close(row.attempts, atMs)
      row.settledMs = atMs
      row.state = status
      row.content = content
      row.restored = restored === true
      if (error !== undefined) row.fault = error
    }
  }
}

/** A hedge may wait in line while the first attempt is at work. */
function wait(row: CallRow, stretch: WaitStretch, atMs: number): void {
  close(row.waits, atMs)
  row.waits.push(stretch)
  if (row.attempts.every(({ endMs }) => endMs !== undefined)) row.state = 'waiting'
}

function close(stretches: readonly Stretch[], atMs: number): void {
  for (const stretch of stretches) stretch.endMs ??= atMs
}

/** How long the stretches are together, in milliseconds; where two overlap, once. */
export function coveredMs(stretches: readonly Stretch[], nowMs: number): number {
  let total = 0
  let coveredTo = -Infinity
  for (const { startMs, endMs = nowMs } of stretches) {
    total += Math.max(0, endMs - Math.max(startMs, coveredTo))
    coveredTo = Math.max(coveredTo, endMs)
  }
  return total
}
