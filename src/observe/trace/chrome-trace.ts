import { toPlain } from '../../call/content/to-plain.ts'
import { lanesOf } from '../timeline/lanes.ts'
import type { CallRow, ModelRow, Stretch, WaitStretch } from '../timeline/row.ts'
import { makeTimeline } from '../timeline/timeline.ts'
import { Blockers } from './blockers.ts'
import type { TraceLine } from './line.ts'
import { traceLines } from './read-trace.ts'

/** An event as Perfetto and chrome://tracing read it; times in microseconds. */
export interface ChromeEvent {
  readonly name: string
  readonly ph: 'X' | 'M' | 's' | 'f'
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly cat?: string
  readonly dur?: number
  readonly id?: number
  readonly bp?: 'e'
  readonly args?: Readonly<Record<string, unknown>>
}

/** A trace in the JSON object form of Chrome's "Trace Event Format". */
export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[]
  readonly displayTimeUnit: 'ms'
}

const modelThread = 1
const firstCallThread = 2

/**
 * A trace for Perfetto and chrome://tracing: the model in one row, the calls in as few as possible, their waits and attempts
 * within them, and an arrow from the call that was in the way to the one that waited.
 */
export function chromeTrace(lines: Iterable<TraceLine>): ChromeTrace {
  const timeline = makeTimeline()
  for (const line of traceLines(lines, 'lines', ' of chromeTrace')) timeline.push(line)
  const trace = new Events(timeline.endMs)
  trace.name('process_name', 0, timeline.header?.question ?? timeline.header?.id ?? 'fanfold')
  trace.name('thread_name', modelThread, 'model')
  for (const row of timeline.rows) if (row.kind === 'model') trace.request(row)
  trace.calls(timeline.rows.filter((row) => row.kind === 'call'))
  return { traceEvents: trace.events, displayTimeUnit: 'ms' }
}

class Events {
  readonly events: ChromeEvent[] = []
  readonly #endMs: number
  #arrows = 0

  constructor(endMs: number) {
    this.#endMs = endMs
  }

  name(what: 'process_name' | 'thread_name', tid: number, name: string): void {
    this.events.push({ name: what, ph: 'M', pid: 1, tid, ts: 0, args: { name } })
  }

  request(row: ModelRow): void {
    const { turn, said, state, usage } = row
    this.#stretch(modelThread, `request ${turn}`, 'model', row, { said, state, ...usage })
  }

  calls(rows: readonly CallRow[]): void {
    // Hedges overlap what they are beside, so that they need rows of their own.
    const hedges = rows.flatMap((row) => hedgesOf(row).map((attempt) => ({ row, attempt })))
    const whole = rows.map((row) => stretchOf(row))
    const lanes = lanesOf([...whole, ...hedges.map(({ attempt }) => attempt)], this.#endMs)
    for (const lane of new Set(lanes))
      this.name('thread_name', firstCallThread + lane, `calls ${lane + 1}`)
    const threads = new Map<CallRow, number>()
    const blockers = new Blockers()
    for (const [at, row] of rows.entries()) {
      const tid = firstCallThread + (lanes[at] ?? 0)
      threads.set(row, tid)
      blockers.add(row)
      this.#call(row, tid)
    }
    for (const [at, { row, attempt }] of hedges.entries()) {
      const tid = firstCallThread + (lanes[rows.length + at] ?? 0)
      this.#stretch(tid, `${row.name}, attempt ${attempt.number}`, 'attempt', attempt, {})
    }
    for (const [row, tid] of threads)
      for (const wait of row.waits) {
        const by = blockers.of(row, wait)
        const from = by && threads.get(by)
        if (from !== undefined && wait.endMs !== undefined)
          this.#arrow({ row: by as CallRow, tid: from }, tid, wait.endMs)
      }
  }

  #call(row: CallRow, tid: number): void {
    const { callId, turnId, input, state, content, fault, waits, attempts } = row
    const said = {
      id: callId,
      turn: turnId,
      input,
      state,
      content,
      ...(fault && { error: fault.message }),
    }
    this.#stretch(tid, row.name, 'call', stretchOf(row), said)
    const hedges = new Set<Stretch>(hedgesOf(row))
    for (const wait of waits) if (!overlaps(wait, attempts)) this.#wait(tid, wait)
    for (const attempt of attempts)
      if (!hedges.has(attempt)) {
        const { number, failed = false, fault: why } = attempt
        this.#stretch(tid, `attempt ${number}`, 'attempt', attempt, { failed, error: why })
      }
  }

  #wait(tid: number, wait: WaitStretch): void {
    const { reason, detail, by } = wait
    if (reason !== undefined) this.#stretch(tid, `wait: ${reason}`, 'wait', wait, { detail, by })
  }

  #stretch(tid: number, name: string, cat: string, stretch: Stretch, args: object): void {
    const { startMs, endMs = this.#endMs } = stretch
    const ts = micros(startMs)
    const dur = Math.max(0, micros(endMs) - ts)
    // As deep as JSON can hold: a trace may be anybody's.
    const plain = toPlain(args) as Readonly<Record<string, unknown>>
    this.events.push({ name, cat, ph: 'X', pid: 1, tid, ts, dur, args: plain })
  }

  /** It begins where the other call was at work, for viewers bind an arrow to what encloses its end. */
  #arrow(from: { readonly row: CallRow; readonly tid: number }, to: number, atMs: number): void {
    const id = ++this.#arrows
    const { receivedMs, settledMs = atMs } = from.row
    const ts = Math.max(micros(receivedMs), micros(Math.min(settledMs, atMs)) - 1)
    const arrow = { name: 'in the way', cat: 'wait', pid: 1, id } as const
    this.events.push({ ...arrow, ph: 's', tid: from.tid, ts })
    this.events.push({ ...arrow, ph: 'f', bp: 'e', tid: to, ts: micros(atMs) })
  }
}

/** Whole ones, so that what follows each other does not overlap by a rounding. */
function micros(ms: number): number {
  return Math.round(ms * 1_000)
}

function stretchOf({ receivedMs, unkept, settledMs }: CallRow): Stretch {
  const endMs = unkept === true ? receivedMs : settledMs
  return { startMs: receivedMs, ...(endMs !== undefined && { endMs }) }
}

/** Attempts that began while an earlier one was at work. */
function hedgesOf({ attempts }: CallRow): CallRow['attempts'] {
  return attempts.filter(({ startMs }, at) =>
    attempts.slice(0, at).some(({ endMs = Infinity }) => endMs > startMs),
  )
}

function overlaps({ startMs, endMs = Infinity }: Stretch, others: readonly Stretch[]): boolean {
  return others.some((other) => other.startMs < endMs && (other.endMs ?? Infinity) > startMs)
}
