/** What a text of JSON documents one after the other holds. */
export interface TopValues {
  readonly values: readonly string[]
  /** The last document, if the text ends inside it. */
  readonly cutOff?: string | undefined
}

/** Splits at the brackets that close a document. */
export function topValues(text: string): TopValues {
  const values: string[] = []
  let depth = 0
  let from = 0
  for (const { 0: found, index } of text.matchAll(marks)) {
    if (found === '{' || found === '[') {
      if (depth === 0) from = index
      depth++
    } else if (found === '}' || found === ']') {
      if (depth > 0) depth--
      if (depth === 0) values.push(text.slice(from, index + 1))
    }
  }
  return { values, cutOff: depth > 0 ? text.slice(from) : undefined }
}

/** Closes a document that was cut off, behind its last value that is whole. */
export function closedJson(text: string): string {
  const open: string[] = []
  let end = 0
  let closers = ''
  const mark = (at: number): void => {
    end = at
    closers = open.toReversed().join('')
  }
  for (const { 0: found, index } of text.matchAll(marks)) {
    if (found === '{' || found === '[') {
      open.push(found === '{' ? '}' : ']')
      mark(index + 1)
    } else if (found === '}' || found === ']') {
      open.pop()
      mark(index + 1)
    } else if (found === ',') mark(index)
  }
  return text.slice(0, end) + closers
}

/** Brackets and commas outside strings; a string is one match, and one that does not end takes the rest. */
const marks: RegExp = /[[\]{},]|"(?:[^"\\]|\\[^])*(?:"|$)/g
