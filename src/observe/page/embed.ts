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
