/** How many names a sentence lists. */
const mostNames = 10

/** How much of one name a sentence quotes, in characters. */
const mostCharacters = 200

/** Some names, as a sentence lists them. */
export function list(names: readonly string[]): string {
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : ''
  return names.slice(0, mostNames).map(printable).join(', ') + more
}

/** A name that came from a model, on one line: it must not move a terminal's cursor, nor fill its screen. */
export function printable(name: string): string {
  const cut = name.length > mostCharacters ? `${name.slice(0, mostCharacters)}…` : name
  return cut.replaceAll(/\p{C}/gu, (character) => JSON.stringify(character).slice(1, -1))
}

/** A key, as a sentence says it. */
export function keyPhrase(key: string): string {
  return key === '*' ? 'everything' : printable(key)
}

/** A call, as a sentence says it: numbered from 1. */
export function callPhrase(index: number): string {
  return `call ${index + 1}`
}
