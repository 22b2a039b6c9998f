import type { RunEvent } from '../../agent/contract.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import { endedWell } from '../../wire/shared/ending/stop.ts'
import type { TraceEnd, TracedTurnEvent, TraceHeader, TraceLine } from '../trace/line.ts'
import { soundEvent, soundLine } from '../trace/sound-line.ts'
import { advance, receivedRow, type LaterCallEvent } from './call-row.ts'
import type { CallRow, ModelRow, Row, TurnRow } from './row.ts'

/** The rows of a run, kept up to date by its events. Pure: it knows no clock and draws nothing. */
export interface Timeline {
  /** Takes what happened, in order. A line of a type that is not known is left out, and so is what is not a line. */
  push(event: RunEvent | TurnEvent | TraceLine): void
  /** Nothing more will come: a request without a message has failed. */
  end(atMs: number): void
  /** In the order of arrival: each model request, followed by its calls. */
  readonly rows: readonly Row[]
  /** In the order in which they began. */
  readonly turns: readonly TurnRow[]
  /** What the trace says of itself. */
  readonly header: TraceHeader | undefined
  /** How the run ended; undefined if that is not known. */
  readonly ending: TraceEnd | undefined
  /** The time of the last event, in milliseconds since the run began. */
  readonly endMs: number
}

export function makeTimeline(): Timeline {
  return new Rows()
}

class Rows implements Timeline {
  readonly rows: Row[] = []
  readonly turns: TurnRow[] = []
  header: TraceHeader | undefined
  ending: TraceEnd | undefined
  endMs = 0
  readonly #calls = new Map<string, CallRow>()
  readonly #turnRows = new Map<string, TurnRow>()
  #model: ModelRow | undefined
  /** What people said that no request has taken yet. */
  #heard = ''

  push(given: RunEvent | TurnEvent | TraceLine): void {
    const event = 'turnId' in given ? soundEvent(given) : soundLine(given)
    if (event === undefined) return
    if ('atMs' in event) this.endMs = Math.max(this.endMs, event.atMs)
    switch (event.type) {
      case 'trace':
        this.header = event
        break
      case 'end':
        this.ending = event
        this.end(event.atMs)
        break
      case 'said':
        this.#heard += (this.#heard && '\n') + event.text
        break
      case 'request':
        this.#request(event.turn, event.atMs)
        break
      case 'text':
        if (this.#model !== undefined) this.#model.said += event.text
        break
      case 'reasoning':
        if (this.#model !== undefined) this.#model.reasoned += event.text
        break
      case 'noted':
        if (this.#model !== undefined) this.#model.noted = event.text
        break
      case 'message':
        this.#message(event)
        break
      case 'turn':
        this.#ofTurn(event.event, event.atMs, event.turn)
        break
      default:
        if ('turnId' in event) this.#ofTurn(event, event.atMs, undefined)
    }
  }

  end(atMs: number): void {
    this.endMs = Math.max(this.endMs, atMs)
    if (this.#model?.state !== 'running') return
    this.#model.endMs = this.endMs
    this.#model.state = 'failed'
  }

  #request(turn: number, startMs: number): void {
    const said = { heard: this.#heard, said: '', reasoned: '', noted: '' }
    this.#heard = ''
    this.#model = { kind: 'model', turn, startMs, state: 'running', calls: 0, ...said }
    this.rows.push(this.#model)
  }

  #message({ stop, usage, atMs }: Extract<RunEvent, { readonly type: 'message' }>): void {
    if (this.#model === undefined) return
    this.#model.endMs ??= atMs
    this.#model.state = endedWell(stop) ? 'ok' : 'failed'
    this.#model.stop = stop
    this.#model.usage = usage
  }

  #ofTurn(event: TurnEvent | TracedTurnEvent, atMs: number, turn: number | undefined): void {
    const row = this.#turnRow(event.turnId, turn)
    switch (event.type) {
      case 'turn.committed':
        row.committedMs = atMs
        break
      case 'turn.discarded':
        row.committedMs = atMs
        row.discarded = event.reason
        break
      case 'turn.settled': {
        const { outcome, stats, warnings } = event.report
        Object.assign(row, { settledMs: atMs, outcome, stats, warnings })
        break
      }
      case 'call.received': {
        const call = receivedRow(event, turn, atMs)
        this.#calls.set(`${event.turnId}/${event.index}`, call)
        this.rows.push(call)
        if (this.#model !== undefined) this.#model.calls += 1
        break
      }
      default: {
        const call = this.#calls.get(`${event.turnId}/${event.index}`)
        if (call !== undefined) advance(call, event as LaterCallEvent, atMs)
      }
    }
  }

  #turnRow(turnId: string, turn: number | undefined): TurnRow {
    let row = this.#turnRows.get(turnId)
    if (row === undefined) {
      row = { turn, turnId, warnings: [] }
      this.#turnRows.set(turnId, row)
      this.turns.push(row)
    }
    return row
  }
}
