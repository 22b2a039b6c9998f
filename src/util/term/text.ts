/** A wide character (East Asian, emoji) takes two cells of a terminal, a combining one none. */
const wide: RegExp =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|^\p{RGI_Emoji}$/v
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

function widthOf(grapheme: string): number {
  if (wide.test(grapheme)) return 2
  return invisible.test(grapheme) ? 0 : 1
}
