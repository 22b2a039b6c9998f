import { isRecord } from '../../../util/is-record.ts'
import type { CallRow, ModelRow, Row, TurnRow, WaitStretch } from '../../timeline/row.ts'
import { makeTimeline, type Timeline } from '../../timeline/timeline.ts'
import { Blockers } from '../../trace/blockers.ts'
import type { TraceEnd, TraceHeader } from '../../trace/line.ts'
import { soundLine } from '../../trace/sound-line.ts'

const known: ReadonlySet<unknown> = new Set([
  'trace',
  'said',
  'noted',
  'request',
  'text',
  'reasoning',
  'message',
  'turn',
  'end',
])

/** A run as its trace tells it, line by line. Takes whatever a file holds: what cannot be read is counted. */
export class PageRun {
  readonly #timeline: Timeline = makeTimeline()
  readonly #blockers = new Blockers()
  #rowsSeen = 0
  #lastModel: ModelRow | undefined
  readonly #open = new Set<CallRow>()
  /** Calls of which no line tells the end, though the run went on, as those that a journal does not keep. */
  readonly unheard: Set<Row> = new Set()
  /** When the first piece of a request's message came. */
  readonly firstMs: Map<Row, number> = new Map()
  /** How many lines were of a type that this page does not know, and how many could not be read. */
  unknownLines = 0
  unreadableLines = 0

  push(line: unknown): void {
    if (!isRecord(line)) return void this.unreadableLines++
    if (!known.has(line['type'])) return void this.unknownLines++
    const sound = soundLine(line)
    if (sound === undefined) return void this.unreadableLines++
    this.#timeline.push(sound)
    const { rows } = this.#timeline
    const begun = rows.length > this.#rowsSeen
    for (; this.#rowsSeen < rows.length; this.#rowsSeen++) this.#note(rows[this.#rowsSeen] as Row)
    // What a model says, or a call that it made, tells that its message comes.
    if (
      line['type'] === 'text' ||
      line['type'] === 'reasoning' ||
      (line['type'] === 'turn' && begun)
    )
      if (this.#lastModel !== undefined && !this.firstMs.has(this.#lastModel))
        this.firstMs.set(this.#lastModel, line['atMs'] as number)
  }

  #note(row: Row): void {
    if (row.kind === 'model') {
      this.#lastModel = row
      this.#closeBefore(row.startMs)
      return
    }
    if (row.unkept === true) {
      // A place in time it needs all the same, and took up none of it as far as is known.
      row.settledMs = row.receivedMs
      this.unheard.add(row)
    } else this.#open.add(row)
    this.#blockers.add(row)
  }

  /** The results of a turn's calls go with the next request: by then they had ended. */
  #closeBefore(requestMs: number): void {
    for (const row of this.#open) {
      if (row.settledMs !== undefined) continue
      row.settledMs = Math.max(row.receivedMs, requestMs)
      for (const stretch of [...row.waits, ...row.attempts]) stretch.endMs ??= row.settledMs
      this.unheard.add(row)
    }
    this.#open.clear()
  }

  /** The call that was in the way of a row. */
  blockerOf = (row: CallRow, wait: WaitStretch): CallRow | undefined => this.#blockers.of(row, wait)

  get rows(): readonly Row[] {
    return this.#timeline.rows
  }

  get turns(): readonly TurnRow[] {
    return this.#timeline.turns
  }

  get header(): TraceHeader | undefined {
    return this.#timeline.header
  }

  get ending(): TraceEnd | undefined {
    return this.#timeline.ending
  }

  /** The time of the last line, in milliseconds since the run began. */
  get endMs(): number {
    return this.#timeline.endMs
  }
}
