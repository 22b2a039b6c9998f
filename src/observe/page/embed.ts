/**
 * A value as JSON that may stand in a script element of an HTML file: no text in it ends the element, or begins a comment,
 * and halves of surrogate pairs, which no file can hold, are escaped. JSON.parse reads it as it was.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text between the tags of an HTML file. */
export function htmlText(text: string): string {
  return text.toWellFormed().replaceAll(/[&<>]/g, (found) => entities[found] ?? '')
}
