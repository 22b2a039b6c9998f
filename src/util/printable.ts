import { boundaryBefore } from './cut-text.ts'

/** How many names a sentence lists. */
const mostNames = 10

/** How much of one name a sentence quotes, in characters. */
const mostCharacters = 200

/** Some names, `count` in all, as a sentence lists them: at most `most` of them. */
export function list(names: Iterable<string>, count: number, most: number = mostNames): string {
  const listed: string[] = []
  for (const name of names) {
    if (listed.length === most) return `${listed.join(', ')} and ${count - most} more`
    listed.push(printable(name))
  }
  return listed.join(', ')
}

/** A name that came from a model, on one line: it must not move a terminal's cursor, nor fill its screen. */
export function printable(name: string): string {
  const isLong = name.length > mostCharacters
  return oneLine(isLong ? `${name.slice(0, boundaryBefore(name, mostCharacters))}…` : name)
}

/** A text on one line, with nothing in it that moves a terminal's cursor. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{C}/gu, (character) => JSON.stringify(character).slice(1, -1))
}
