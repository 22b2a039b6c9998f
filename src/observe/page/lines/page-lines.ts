import { maxMinShares } from '../../../util/max-min-shares.ts'
import type { TraceLine } from '../../trace/line.ts'
import { soundLine } from '../../trace/sound-line.ts'
import { bounded } from './bounded.ts'
import { mapPayloads } from './payloads.ts'

/** The most characters of one text or value in a page. */
const mostChars = 20_000
/** The most of all together: what the short ones leave of it is shared by the long ones. */
const mostCharsInAll = 4_000_000
const leastChars = 200

/** A line of which no text or value is too large for a page. */
export function pageLine<Line extends object>(line: Line): Line {
  return mapPayloads(line, (payload) => bounded(payload, mostChars).value)
}

/**
 * The lines that a page needs of a run. Words that came piece by piece are one line, what tools told as progress is left out,
 * and no text or value is too large, nor are all of them together.
 */
export function pageLines(lines: Iterable<TraceLine>): TraceLine[] {
  const kept = joined(lines)
  const sizes: number[] = []
  for (const line of kept)
    mapPayloads(line, (payload) => {
      sizes.push(bounded(payload, mostChars).chars)
      return payload
    })
  const floors = sizes.map(() => leastChars)
  const shares = maxMinShares(sizes, mostCharsInAll, floors).values()
  const next = (): number => shares.next().value ?? leastChars
  return kept.map((line) => mapPayloads(line, (payload) => bounded(payload, next() + 2).value))
}

function joined(lines: Iterable<TraceLine>): TraceLine[] {
  const kept: TraceLine[] = []
  let pieces: string[] = []
  const close = (): void => {
    const last = kept.at(-1)
    if (pieces.length > 1 && last !== undefined)
      kept.splice(-1, 1, { ...last, text: pieces.join('') } as TraceLine)
    pieces = []
  }
  for (const given of lines) {
    // What is no line goes along, for the page counts what it cannot read.
    const line = soundLine(given) ?? given
    if (isProgress(line)) continue
    const isText = line.type === 'text' || line.type === 'reasoning'
    if (isText && pieces.length > 0 && kept.at(-1)?.type === line.type) {
      pieces.push(line.text)
      continue
    }
    close()
    kept.push(line)
    if (isText) pieces = [line.text]
  }
  close()
  return kept
}

function isProgress(line: TraceLine): boolean {
  return line.type === 'turn' && line.event?.type === 'call.progress'
}
