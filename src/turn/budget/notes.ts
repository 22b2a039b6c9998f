import type { CutNote } from '../../util/cut-text.ts'
import { shortReference } from './reference.ts'

/** 48213 as `48,213`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** The call that reads on, as the model is to write it. */
export function readCall(ref: string, offset: number): string {
  return `read_result({"ref":"${ref}","offset":${offset}})`
}

/** What stands in the place of what was cut out: what is missing, and how to read it. */
export function cutNotes(ref: string | undefined): readonly CutNote[] {
  const missing: CutNote = ({ omittedChars }) =>
    `\n[… ${grouped(omittedChars)} characters left out …]\n`
  if (ref === undefined) return [missing]
  return [
    ({ omittedChars, offset }) =>
      `\n[… ${grouped(omittedChars)} characters left out. Read them with ${readCall(ref, offset)} …]\n`,
    ({ offset }) => `[… ${readCall(ref, offset)} …]`,
    ({ offset }) => `[… ${readCall(shortReference(ref), offset)} …]`,
  ]
}
