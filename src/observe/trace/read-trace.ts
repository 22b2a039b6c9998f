import { UsageError } from '../../call/errors/error.ts'
import { anyText, valueThat, type Check } from '../../call/expect.ts'
import type { TraceHeader, TraceLine } from './line.ts'
import { soundLine } from './sound-line.ts'

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

/** One line; undefined if it is not one. What else it lacks is missing in the picture. */
export function parseLine(text: string): TraceLine | undefined {
  try {
    return soundLine(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Lines, whatever holds them. */
export const traceLines: Check<Iterable<TraceLine>> = valueThat(
  'the lines of a trace, as parseTrace() gives them',
  (value) => typeof value === 'object' && value !== null && Symbol.iterator in value,
)
