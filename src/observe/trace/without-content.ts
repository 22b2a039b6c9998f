import type { TurnStats } from '../../call/report/report.ts'
import type { Blocker, Wait } from '../../call/report/result.ts'
import type { TracedError, TracedResult, TracedTurnEvent, TraceLine } from './line.ts'

/**
 * The line without what was said, asked, answered or touched: only what happened when. Only what is named here is kept, so that
 * a field that is new, or another's, stays out until somebody has thought of it. Keys name what was touched, often a person.
 */
export function withoutContent(line: TraceLine): TraceLine {
  const { type } = line
  switch (type) {
    case 'trace': {
      const { version, id, of, startedAtMs, model } = line
      return { type, version, id, of, startedAtMs, model }
    }
    case 'said':
    case 'noted':
      return { type, turn: line.turn, text: '', atMs: line.atMs }
    case 'request':
      return { type, turn: line.turn, atMs: line.atMs }
    case 'text':
    case 'reasoning':
      return { type, text: '', atMs: line.atMs }
    case 'message': {
      const { turn, stop, usage, atMs } = line
      const { inputTokens, outputTokens } = usage
      const bareStop = { kind: stop.kind, message: '' }
      return { type, turn, stop: bareStop, usage: { inputTokens, outputTokens }, atMs }
    }
    case 'turn':
      return { type, turn: line.turn, event: bareEvent(line.event), atMs: line.atMs }
    case 'end':
      return { type, atMs: line.atMs, outcome: line.outcome }
  }
}

function bareEvent(event: TracedTurnEvent): TracedTurnEvent {
  const { type, atMs, turnId } = event
  const at = { atMs, turnId }
  switch (event.type) {
    case 'turn.committed':
      return { type: event.type, ...at }
    case 'turn.discarded':
      return { type: event.type, ...at, reason: '' }
    case 'turn.settled': {
      const { outcome, stats, pending } = event.report
      const asked = pending.map(({ id, name }) => ({ id, name, input: undefined }))
      const report = { outcome, stats: bareStats(stats), pending: asked, warnings: [] }
      return { type: event.type, ...at, report }
    }
    default:
      return { ...bareOfCall(event), type, ...at } as TracedTurnEvent
  }
}

type OfCall = Extract<TracedTurnEvent, { readonly callId: string }>

function bareOfCall(event: OfCall): object {
  const { callId, index, name } = event
  const of = { callId, index, name }
  switch (event.type) {
    case 'call.received':
      return { ...of, call: { id: event.call.id, name: event.call.name, input: undefined } }
    case 'call.waiting':
      return { ...of, reason: event.reason, by: bareBlocker(event.by) }
    case 'call.started':
      return { ...of, attempt: event.attempt }
    case 'call.retrying': {
      const { attempt, delayMs, error } = event
      return { ...of, attempt, delayMs, error: bareError(error) }
    }
    case 'call.settled':
      return { ...of, result: bareResult(event.result) }
    case 'call.changed':
    case 'call.progress':
      return of
  }
}

function bareResult({ id, name, status, error, attempts, timing, restored }: TracedResult): object {
  const { receivedMs, startedMs, settledMs, runMs, waits } = timing
  return {
    id,
    name,
    status,
    error: error && bareError(error),
    attempts,
    timing: { receivedMs, startedMs, settledMs, runMs, waits: waits.map(bareWait) },
    restored,
  }
}

function bareError({ code }: TracedError): TracedError {
  return { code, message: '' }
}

function bareWait({ reason, by, startMs, endMs }: Wait): Wait {
  return { reason, by: bareBlocker(by), startMs, endMs }
}

function bareBlocker(by: Blocker | undefined): Blocker | undefined {
  return by && { turnId: by.turnId, callId: by.callId, index: by.index }
}

function bareStats(stats: TurnStats): TurnStats {
  const { wallMs, toolMs, speedup, criticalPathMs, peakConcurrency, waitedMs, bottlenecks } = stats
  return {
    wallMs,
    toolMs,
    speedup,
    criticalPathMs,
    peakConcurrency,
    waitedMs,
    bottlenecks: bottlenecks.map(({ reason, calls, totalMs }) => ({ reason, calls, totalMs })),
  }
}
