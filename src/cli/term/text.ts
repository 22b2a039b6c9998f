/** A wide character (East Asian, emoji) takes two cells of a terminal, a combining one none. */
const wide: RegExp =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|^\p{RGI_Emoji}$/v
const invisible: RegExp = /^[\p{Mark}\p{Cf}]+$/u

const graphemes: Intl.Segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How many cells of a terminal a text without control characters takes. */
export function cells(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let count = 0
  for (const { segment } of graphemes.segment(text)) count += widthOf(segment)
  return count
}

/** The start of a text, as much as fits into a number of cells. */
export function take(text: string, width: number): string {
  let length = 0
  let count = 0
  for (const { segment } of graphemes.segment(text)) {
    count += widthOf(segment)
    if (count > width) break
    length += segment.length
  }
  return text.slice(0, length)
}

/** Cuts a text to a number of cells, with an ellipsis where something is missing. */
export function clip(text: string, width: number): string {
  if (width <= 0) return ''
  return cells(text) <= width ? text : `${take(text, width - 1).trimEnd()}…`
}

/** Fills a text up with spaces, after it or before it. */
export function pad(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  const filling = ' '.repeat(Math.max(0, width - cells(text)))
  return side === 'end' ? text + filling : filling + text
}

/** One line, with nothing that a terminal would obey: names and errors come from models and services. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
}

/** The same for a text that may have several lines. */
export function lines(text: string): string {
  // oxlint-disable-next-line no-control-regex -- as above; tab and line feed stay
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}

function widthOf(grapheme: string): number {
  if (wide.test(grapheme)) return 2
  return invisible.test(grapheme) ? 0 : 1
}
