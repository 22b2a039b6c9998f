import { isRecord } from '../../util/is-record.ts'
import type { TraceLine } from './line.ts'

/** What a field has to be: gives what stands in its place if it is something else. */
type Fit = (value: unknown) => unknown
type Shape = Readonly<Record<string, Fit>>

/** In place of a field without which the rest is worth nothing. */
const nothing = Symbol('nothing')

const text =
  (otherwise?: string): Fit =>
  (value) =>
    typeof value === 'string' ? value : otherwise
const number =
  (otherwise?: number): Fit =>
  (value) =>
    Number.isFinite(value) ? value : otherwise
const needed =
  (fit: Fit): Fit =>
  (value) =>
    fit(value) ?? nothing
const record =
  (shape: Shape): Fit =>
  (value) =>
    isRecord(value) ? fitted(value, shape) : undefined
const list =
  (fit: Fit): Fit =>
  (value) => {
    if (!Array.isArray(value)) return []
    const fits = Array.from(value, fit)
    return fits.every((each, at) => each !== undefined && each === value[at])
      ? value
      : fits.filter((each) => each !== undefined)
  }

const ofTurn: Shape = { turnId: needed(text()) }
const ofCall: Shape = { ...ofTurn, callId: text(''), index: number(0), name: text('(no name)') }
const error = record({ code: text(''), message: text('') })
const warnings = list(text())
const by = record({
  turnId: needed(text()),
  callId: needed(text()),
  index: number(),
  key: text(),
})
const bottleneck = record({
  reason: needed(text()),
  detail: text(),
  calls: number(0),
  totalMs: needed(number()),
})
const report = record({
  outcome: text(),
  stats: record({ bottlenecks: list(bottleneck) }),
  warnings,
})

const events: Readonly<Record<string, Shape>> = {
  'call.received': { ...ofCall, call: needed(record({})) },
  'call.waiting': { ...ofCall, reason: text(), detail: text(), by },
  'call.changed': ofCall,
  'call.started': { ...ofCall, attempt: number(1) },
  'call.progress': ofCall,
  'call.retrying': { ...ofCall, delayMs: number(0), error: (value) => error(value) ?? noError },
  'call.settled': { ...ofCall, result: needed(record({ status: text('(no status)'), error })) },
  'turn.committed': ofTurn,
  'turn.discarded': { ...ofTurn, reason: text('') },
  'turn.settled': { ...ofTurn, report: needed(report) },
}
const noError = { code: '', message: '' }

const said: Shape = { turn: number(0), text: text('') }
const lines: Readonly<Record<string, Shape>> = {
  trace: {
    startedAtMs: needed(number()),
    id: text('(no id)'),
    of: text(),
    model: text(),
    question: text(),
  },
  said,
  noted: said,
  request: { turn: number(0) },
  text: { text: text('') },
  reasoning: { text: text('') },
  message: {
    turn: number(0),
    stop: needed(record({ kind: text('unknown'), message: text('Why it ended is not known.') })),
    usage: record({ inputTokens: needed(number()), outputTokens: needed(number()) }),
  },
  turn: { turn: number(), event: needed((value) => shaped(value, events, ofTurn)) },
  end: { outcome: text('unknown'), warnings },
}
const timed: Shape = { atMs: needed(number()) }

/**
 * A line of a trace on which readers can rely: what a field should not be is left out of it, or replaced by what says so.
 * Undefined if it is not a line, which has a type, a time, and of a turn's event where it belongs. One of a later version's type stays.
 */
export function soundLine(value: unknown): TraceLine | undefined {
  const line = shaped(value, lines, {})
  return line?.['type'] === 'trace' ? (line as unknown as TraceLine) : timedLine(line)
}

/** An event of a turn, likewise. */
export function soundEvent<Event>(value: Event): Event | undefined {
  return shaped(value, events, ofTurn) as Event | undefined
}

function timedLine(line: Fields | undefined): TraceLine | undefined {
  return line && (fitted(line, timed) as unknown as TraceLine | undefined)
}

type Fields = Readonly<Record<string, unknown>>

/** A record with the shape of its type; undefined if it is not one. */
function shaped(
  value: unknown,
  shapes: Readonly<Record<string, Shape>>,
  otherwise: Shape,
): Fields | undefined {
  if (!isRecord(value) || typeof value['type'] !== 'string') return undefined
  const { type } = value
  return fitted(value, Object.hasOwn(shapes, type) ? (shapes[type] ?? otherwise) : otherwise)
}

/** The record itself if all fits; undefined if it lacks what is needed. */
function fitted(value: Fields, shape: Shape): Fields | undefined {
  let fits: Record<string, unknown> | undefined
  for (const name of Object.keys(shape)) {
    const field = value[name]
    const fit = shape[name]?.(field)
    if (fit === nothing) return undefined
    if (fit === field) continue
    fits ??= { ...value }
    fits[name] = fit
  }
  return fits ?? value
}
