/** What was taken out of a text. Characters are UTF-16 code units, as `length` counts them. */
export interface Cut {
  readonly omittedChars: number
  /** Where it began. */
  readonly offset: number
}

/** Says that something was taken out. A larger cut must not make a shorter note. */
export type CutNote = (cut: Cut) => string

const ellipsis: CutNote = () => '…'

/**
 * Cuts the middle out of a text that is longer than `maxChars`: two thirds of what is kept are its head, one third its
 * tail. Never splits a surrogate pair. The result, note and all, is never longer than `maxChars`.
 *
 * @param notes from the fullest to the shortest; the first that takes no more than half of `maxChars` is used, else
 *   the shortest, else, if not even that has room, an ellipsis.
 */
export function cutText(text: string, maxChars: number, ...notes: readonly CutNote[]): string {
  if (text.length <= maxChars) return text
  if (maxChars < 1) return ''
  // The note says where and how much, which depends on its own length: room is left for the longest that it can be.
  const longest = { omittedChars: text.length, offset: text.length }
  const fits = (candidate: CutNote, room: number): boolean => candidate(longest).length <= room
  const last = notes.at(-1)
  const note =
    notes.find((candidate) => fits(candidate, maxChars / 2)) ??
    (last !== undefined && fits(last, maxChars) ? last : ellipsis)
  const kept = maxChars - note(longest).length
  const tailChars = Math.floor(kept / 3)
  const head = text.slice(0, boundaryBefore(text, kept - tailChars))
  const tailStart = boundaryAfter(text, text.length - tailChars)
  const omittedChars = tailStart - head.length
  return head + note({ omittedChars, offset: head.length }) + text.slice(tailStart)
}

/** The nearest place at or before this one that is not inside a surrogate pair. */
export function boundaryBefore(text: string, index: number): number {
  return splitsPair(text, index) ? index - 1 : index
}

/** The nearest place at or after this one that is not inside a surrogate pair. */
export function boundaryAfter(text: string, index: number): number {
  return splitsPair(text, index) ? index + 1 : index
}

function splitsPair(text: string, index: number): boolean {
  const [before, after] = [text.charCodeAt(index - 1), text.charCodeAt(index)]
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000
}
