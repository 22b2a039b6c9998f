import { UsageError } from '../../call/errors/error.ts'
import { anyText, valueThat, type Check } from '../../call/expect.ts'
import { isRecord } from '../../util/is-record.ts'
import type { TraceHeader, TraceLine } from './line.ts'

/** A trace that was read. */
export interface Trace {
  readonly header: TraceHeader
  /** All lines, the header first. */
  readonly lines: readonly TraceLine[]
  /** How many lines could not be read, but for a last one that is not complete: the file may still be written. */
  readonly broken: number
}

/**
 * Reads the text of a trace file. Lines that cannot be read are left out and counted.
 *
 * @throws {UsageError} if it is no trace, one of a later version, or several one behind the other.
 */
export function parseTrace(text: string, name: string = 'the text'): Trace {
  anyText(text, 'text', ' of parseTrace')
  const lines: TraceLine[] = []
  const begins: number[] = []
  let broken = 0
  const texts = text.replace(/^\uFEFF/, '').split('\n')
  for (const [at, lineText] of texts.entries()) {
    if (lineText.trim() === '') continue
    const line = parseLine(lineText)
    if (at === 0 && line?.type !== 'trace') break
    if (line?.type === 'trace') begins.push(at + 1)
    if (line !== undefined) lines.push(line)
    else if (at < texts.length - 1) broken += 1
  }
  const [header] = lines
  if (header?.type !== 'trace')
    throw new UsageError(
      `Expected ${name} to be a trace, which fanfold run --trace and traceFile() write: its first line says {"type":"trace"}.`,
    )
  if (header.version !== 1)
    throw new UsageError(
      `Expected ${name} to be a trace of version 1, got version ${String(header.version)}: a later version of fanfold reads it.`,
    )
  if (begins.length > 1)
    throw new UsageError(
      `Expected ${name} to be one trace, got ${begins.length}, which begin in the lines ${begins.slice(0, 3).join(', ')}${begins.length > 3 ? ', …' : ''}: a file each can be drawn. fanfold audit reads them as they are.`,
    )
  return { header, lines, broken }
}

/** One line; undefined if it is not one. */
export function parseLine(text: string): TraceLine | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isLine(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** What readers rely on: a type, a time, and of a turn's event where it belongs. What else a line lacks is missing in the picture. */
function isLine(value: unknown): value is TraceLine {
  if (!isRecord(value) || typeof value['type'] !== 'string') return false
  if (value['type'] === 'trace') return typeof value['startedAtMs'] === 'number'
  if (typeof value['atMs'] !== 'number') return false
  if (value['type'] !== 'turn') return value['type'] !== 'message' || isRecord(value['stop'])
  const event = value['event']
  if (!isRecord(event) || typeof event['turnId'] !== 'string') return false
  const needed = { 'call.received': 'call', 'call.settled': 'result', 'turn.settled': 'report' }
  const field = needed[event['type'] as keyof typeof needed]
  return field === undefined || isRecord(event[field])
}

/** Lines, whatever holds them. */
export const traceLines: Check<Iterable<TraceLine>> = valueThat(
  'the lines of a trace, as parseTrace() gives them',
  (value) => typeof value === 'object' && value !== null && Symbol.iterator in value,
)
