import { contentOf, type ContentPart, type ContentValue } from '../../call/content/content.ts'
import { boundaryBefore } from '../../util/cut-text.ts'
import { grouped, readCall } from './notes.ts'
import { shortReference } from './reference.ts'
import type { TextSlice } from './text-slice.ts'

/** What a reading shows, so that it can be cut again without a reference to a reading of a reference. */
const slices = new WeakMap<object, TextSlice>()

/** The value of a reading that shows a piece, in no more than `maxChars` characters. */
export function sliceValue(slice: TextSlice, maxChars: number): ContentValue {
  const value = contentOf(sliceParts(slice, maxChars))
  slices.set(value, slice)
  return value
}

/** The piece of a kept text that a result of `read_result` shows. */
export function sliceOf(value: unknown): TextSlice | undefined {
  return typeof value === 'object' && value !== null ? slices.get(value) : undefined
}

/** The parts that show a piece, cut at its end so that they have no more than `maxChars` characters. */
export function sliceParts(slice: TextSlice, maxChars: number): readonly ContentPart[] {
  const { ref, text, offset, totalChars } = slice
  const range = (end: number): string =>
    `Characters ${grouped(offset)} to ${grouped(end - 1)} of ${grouped(totalChars)}`
  const last = offset + text.length
  const then = last < totalChars ? `Read on with ${readCall(ref, last)}` : 'This is the end'
  const whole = `${text}\n[${range(last)}. ${then}.]`
  if (whole.length <= maxChars) return [{ type: 'text', text: whole }]
  const footers = [
    (end: number) => `\n[${range(end)}. Read on with ${readCall(ref, end)}.]`,
    (end: number) => `[… ${readCall(ref, end)} …]`,
    (end: number) => `[… ${readCall(shortReference(ref), end)} …]`,
  ]
  const lengthOf = (footer: (end: number) => string): number => footer(totalChars).length
  const within = (room: number) => footers.find((candidate) => lengthOf(candidate) <= room)
  const footer = within(maxChars / 2) ?? within((maxChars * 3) / 4) ?? (() => '…')
  const shown = text.slice(0, boundaryBefore(text, maxChars - lengthOf(footer)))
  return [{ type: 'text', text: shown + footer(offset + shown.length) }]
}
