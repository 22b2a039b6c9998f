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
  for (const { 0: found, index } of text.matchAll(marks)) {
    if (found === '{') open.push('}')
    else if (found === '[') open.push(']')
    else if (found === '}' || found === ']') open.pop()
    else if (found !== ',') continue
    end = found === ',' ? index : index + 1
  }
  return text.slice(0, end) + open.toReversed().join('')
}

/** Brackets and commas outside strings; a string is one match, and one that does not end takes the rest. */
const marks: RegExp = /[[\]{},]|"(?:[^"\\]|\\[^])*(?:"|$)/g
