import { ToolError } from '../../call/errors/error.ts'
import { redactError } from '../../util/error-length.ts'
import { errorText } from '../../util/error-text.ts'
import { cutText } from '../../util/cut-text.ts'
import { grouped } from './notes.ts'
import type { Reference } from './reference.ts'
import type { TextSlice } from './text-slice.ts'

/** Of what a model wrote as a reference it is shown no more. */
const mostRefChars = 250

export function noReference(ref: string): ToolError {
  const advice = 'Use a `ref` as it stands where a result was cut, every character of it.'
  return unknown(`There is no result ${quoted(ref)}. ${advice}`)
}

/** What may be said of calling the tool again depends on what that would do. */
export function gone(ref: string, { onlyReads }: Reference): ToolError {
  const advice = onlyReads
    ? 'The tool that gave it only reads: call it again.'
    : 'It cannot be read. The tool that gave it may change something, and called again it would do that again: go on with ' +
      'what was shown, or find out more by a tool that only reads.'
  return unknown(`There is no result ${quoted(ref)} any more, or never was. ${advice}`)
}

/** A journal that may have the text has not said so. */
export function notReadNow(ref: string, fault: unknown): ToolError {
  const why = redactError(errorText(fault))
  return new ToolError(
    `Result ${quoted(ref)} could not be read now. Try again later. The journal failed: ${why}`,
    { code: 'journal', cause: fault },
  )
}

export function behindEnd(ref: string, offset: number, { totalChars }: TextSlice): ToolError {
  return new ToolError(
    `Result ${quoted(ref)} has ${grouped(totalChars)} characters, so that the last offset is ${totalChars - 1}, got ${offset}.`,
    { code: 'bad_offset' },
  )
}

function unknown(message: string): ToolError {
  return new ToolError(message, { code: 'unknown_ref' })
}

function quoted(ref: string): string {
  return `"${cutText(ref, mostRefChars)}"`
}
