import { cells, take } from './text.ts'

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

/** The end of a text that is still growing, as many lines as there is room for. */
export function lastLines(text: string, width: number, room: number): string[] {
  const end = text.slice(-2 * width * room)
  return wrap(end, width).slice(-room)
}
