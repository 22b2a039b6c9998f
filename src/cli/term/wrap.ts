import { cells, take } from '../../util/term/text.ts'
import { lines } from '../../util/term/visible.ts'

/** Breaks a text into lines of at most `width` cells, between words where it can. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(8, width)))
}

function wrapLine(text: string, width: number): string[] {
  const wrapped: string[] = []
  // Absent rather than empty, so that a line's leading spaces are kept.
  let line: string | undefined
  for (const word of text.split(' ')) {
    if (line !== undefined && line.trim() !== '' && cells(line) + 1 + cells(word) > width) {
      wrapped.push(line)
      line = undefined
    }
    line = line === undefined ? word : `${line} ${word}`
    while (cells(line) > width) {
      const head = take(line, width)
      wrapped.push(head)
      line = line.slice(head.length)
    }
  }
  wrapped.push(line ?? '')
  return wrapped
}

/** The end of a model's words, which still grow: as many lines as there is room for. */
export function lastLines(text: string, width: number, room: number): string[] {
  const end = lines(text.slice(-2 * width * room))
  return wrap(end, width).slice(-room)
}

/**
 * Breaks a line at its width and not between words, so that it can be seen which blanks it has. Of a character that may be
 * wide it is assumed that it is: what a terminal breaks itself would begin where our own lines do.
 */
export function fill(line: string, width: number): string[] {
  const filled: string[] = []
  let from = 0
  let taken = 0
  // An escape stays whole, so that no half of it can be taken for text.
  for (const { 0: unit, index } of line.matchAll(/\\u[0-9a-f]{4}|\\[nrt"\\]|./gsu)) {
    const cells = unit.length === 1 && unit < '\u1100' ? 1 : unit.startsWith('\\') ? unit.length : 2
    if (taken + cells > width) {
      filled.push(line.slice(from, index))
      from = index
      taken = 0
    }
    taken += cells
  }
  return [...filled, line.slice(from)]
}
