import { visible } from '../../util/term/visible.ts'
import { fill } from './wrap.ts'

/** Deeper values are not indented further: the lines would grow with the square of the text. */
const deepest = 16

/** Before what continues a line, so that it is not taken for one of its own. */
const continued = '│ '

/**
 * The whole of a JSON text, to be read by a person before deciding on it: an entry a line, every character as itself or
 * escaped, and the text of strings broken after their line breaks. Numbers stand as they are written. Never throws, and
 * leaves out nothing but blanks between tokens; takes time in proportion to the text, however deep it is.
 *
 * @param width in cells; no line takes more in any terminal, unless it has no room for an entry at all.
 */
export function jsonLines(json: string, width: number): string[] {
  const printed: string[] = []
  let depth = 0
  let line = ''
  const flush = (): void => {
    if (line === '') return
    const indent = '  '.repeat(Math.min(depth, deepest))
    const [first = '', ...rest] = broken(visible(line)).flatMap((part) =>
      fill(part, Math.max(8, width - indent.length - continued.length)),
    )
    printed.push(indent + first)
    for (const part of rest) printed.push(indent + continued + part)
    line = ''
  }
  for (const token of tokens(json)) {
    if (token === '}' || token === ']') {
      // An empty object or list stays on its line.
      if (!isOpened(line)) {
        flush()
        depth = Math.max(0, depth - 1)
      }
      line += token
    } else {
      if (isOpened(line)) {
        flush()
        depth += 1
      }
      line += token === ':' ? ': ' : token
      if (token === ',') flush()
    }
  }
  flush()
  return printed
}

function isOpened(line: string): boolean {
  return line.endsWith('{') || line.endsWith('[')
}

/** Strings, brackets, commas, colons, and whatever else stands between them. */
function* tokens(json: string): Generator<string> {
  let at = 0
  while (at < json.length) {
    const character = json.charAt(at)
    const from = at
    if (character === '"') at = endOfString(json, at)
    else if ('{}[],:'.includes(character)) at += 1
    else if (/[ \t\r\n]/.test(character)) {
      at += 1
      continue
    } else while (at < json.length && !/[ \t\r\n{}[\],:"]/.test(json.charAt(at))) at += 1
    yield json.slice(from, at)
  }
}

/** The place behind a string's closing quote. */
function endOfString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json.charAt(at) !== '"') at += json.charAt(at) === '\\' ? 2 : 1
  return Math.min(at + 1, json.length)
}

/** Breaks a line after the line breaks of its strings, which are written as `\n`. */
function broken(line: string): string[] {
  const parts: string[] = []
  let from = 0
  // Escapes are taken two characters at a time, so that a backslash before an `n` is not taken for a line break.
  for (const { 0: escape, index } of line.matchAll(/\\./g)) {
    const end = index + 2
    if (escape !== '\\n' || /^"?[,:]? ?$/.test(line.slice(end, end + 4))) continue
    parts.push(line.slice(from, end))
    from = end
  }
  return [...parts, line.slice(from)]
}
