import type { RunEvent } from '../../agent/contract.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import { oneLine, visible } from '../term/visible.ts'
import { inputLabel } from './label.ts'
import type { CallRow, ModelRow, Row, Segment } from './row.ts'
import { endedWell } from '../../wire/shared/ending/stop.ts'

/** The rows of a run, kept up to date by its events. Pure: it knows no clock and draws nothing. */
export interface Timeline {
  push(event: RunEvent | TurnEvent): void
  /** Nothing more will come: a request without a message has failed. */
  end(atMs: number): void
  /** In the order of arrival: each model request, followed by its calls. */
  readonly rows: readonly Row[]
  /** The time of the last event, in milliseconds since the run began. */
  readonly endMs: number
}

export function makeTimeline(): Timeline {
  const rows: Row[] = []
  const calls = new Map<string, CallRow>()
  let model: ModelRow | undefined
  let endMs = 0

  const onCall = (event: TurnEvent, atMs: number): void => {
    if (!('index' in event)) return
    const key = `${event.turnId}/${event.index}`
    if (event.type === 'call.received') {
      const row = receivedRow(event.name, event.call.input, atMs)
      calls.set(key, row)
      rows.push(row)
      if (model !== undefined) model.calls++
      return
    }
    const row = calls.get(key)
    if (row !== undefined) advance(row, event, atMs)
  }

  const push = (event: RunEvent | TurnEvent): void => {
    endMs = Math.max(endMs, event.atMs)
    switch (event.type) {
      case 'request':
        model = requestRow(event.turn, event.atMs)
        rows.push(model)
        break
      case 'text':
        if (model !== undefined) model.said += event.text.slice(0, 200)
        break
      case 'message':
        if (model !== undefined) finish(model, event)
        break
      case 'turn':
        onCall(event.event, event.atMs)
        break
      case 'said':
      case 'noted':
      case 'reasoning':
        break
      default:
        onCall(event, event.atMs)
    }
  }

  const end = (atMs: number): void => {
    if (model?.state !== 'running') return
    endMs = Math.max(endMs, atMs)
    close(model, endMs)
    model.state = 'failed'
  }

  return {
    push,
    end,
    rows,
    get endMs(): number {
      return endMs
    },
  }
}

function requestRow(turn: number, atMs: number): ModelRow {
  const segments: Segment[] = [{ kind: 'work', startMs: atMs }]
  return { kind: 'model', turn, segments, state: 'running', calls: 0, said: '' }
}

function finish(row: ModelRow, { stop, atMs }: Extract<RunEvent, { type: 'message' }>): void {
  close(row, atMs)
  const good = endedWell(stop)
  row.state = good ? 'ok' : 'failed'
  if (!good) row.fault = oneLine(stop.message)
}

function receivedRow(name: string, input: unknown, atMs: number): CallRow {
  const segments: Segment[] = [{ kind: 'wait', startMs: atMs }]
  return {
    kind: 'call',
    name: visible(name),
    input: inputLabel(input),
    segments,
    state: 'waiting',
    attempts: 0,
  }
}

type LaterCallEvent = Exclude<Extract<TurnEvent, { index: number }>, { type: 'call.received' }>

function advance(row: CallRow, event: LaterCallEvent, atMs: number): void {
  switch (event.type) {
    case 'call.waiting': {
      // A retry's wait was opened, with its end, by the event that announced it.
      if (event.reason === 'retry' && row.segments.at(-1)?.reason === 'retry') break
      const { reason, detail } = event
      open(row, { kind: 'wait', startMs: atMs, reason, detail: detail && oneLine(detail) }, atMs)
      row.state = 'waiting'
      break
    }
    case 'call.changed':
      row.input = `${inputLabel(event.input)} (changed)`
      break
    case 'call.started':
      open(row, { kind: 'work', startMs: atMs }, atMs)
      row.state = 'running'
      row.attempts = event.attempt
      break
    case 'call.retrying': {
      const last = row.segments.at(-1)
      if (last?.kind === 'work') last.failed = true
      const untilMs = atMs + event.delayMs
      open(row, { kind: 'wait', startMs: atMs, reason: 'retry', untilMs }, atMs)
      row.state = 'waiting'
      break
    }
    case 'call.progress':
      break
    case 'call.settled': {
      close(row, atMs)
      row.state = event.result.status
      const { error } = event.result
      // The row has the name already.
      if (error !== undefined)
        row.fault = oneLine(error.message).replace(`${row.name} failed: `, '')
    }
  }
}

function open(row: Row, segment: Segment, atMs: number): void {
  close(row, atMs)
  row.segments.push(segment)
}

function close(row: Row, atMs: number): void {
  const last = row.segments.at(-1)
  if (last !== undefined) last.endMs ??= atMs
}
