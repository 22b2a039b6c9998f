/** How many names a sentence lists. */
const mostNames = 10

/** How much of one name a sentence quotes, in characters. */
const mostCharacters = 200

/** Some names, `count` in all, as a sentence lists them. */
export function list(names: Iterable<string>, count: number): string {
  const listed: string[] = []
  for (const name of names) {
    if (listed.length === mostNames) return `${listed.join(', ')} and ${count - mostNames} more`
    listed.push(printable(name))
  }
  return listed.join(', ')
}

/** A name that came from a model, on one line: it must not move a terminal's cursor, nor fill its screen. */
export function printable(name: string): string {
  const cut = name.length > mostCharacters ? `${name.slice(0, mostCharacters)}…` : name
  return oneLine(cut)
}

/** A text on one line, with nothing in it that moves a terminal's cursor. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{C}/gu, (character) => JSON.stringify(character).slice(1, -1))
}

/** A key, as a sentence says it. */
export function keyPhrase(key: string): string {
  return key === '*' ? 'everything' : printable(key)
}

/** A call, as a sentence says it: numbered from 1. */
export function callPhrase(index: number): string {
  return `call ${index + 1}`
}
