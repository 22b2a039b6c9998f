import { boundaryAfter, boundaryBefore } from '../../util/cut-text.ts'

/** A piece of a kept text. Characters are UTF-16 code units. */
export interface TextSlice {
  /** The reference of the whole. */
  readonly ref: string
  readonly text: string
  /** Where the piece begins. */
  readonly offset: number
  /** The length of the whole. */
  readonly totalChars: number
}

/**
 * A piece of a text. It begins and ends between characters: it may be one code unit longer at its start, or shorter at its
 * end, so that pieces in a row make the whole.
 */
export function sliceText(
  ref: string,
  text: string,
  offset: number = 0,
  limit: number = Infinity,
): TextSlice {
  const start = boundaryBefore(text, Math.min(offset, text.length))
  const wanted = Math.min(text.length, start + Math.max(1, limit))
  // A pair is never so cut that nothing is left of the piece.
  const end = Math.max(boundaryBefore(text, wanted), boundaryAfter(text, start + 1))
  return { ref, text: text.slice(start, end), offset: start, totalChars: text.length }
}
