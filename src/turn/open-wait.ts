import type { Wait, WaitReason } from '../call/report/result.ts'
import { plainClass, type Mutable } from '../util/without-literal.ts'

/** A wait that goes on: it ends, as far as is known, when it began. */
export type OpenWait = Mutable<Wait>

export const OpenWait: new (
  reason: WaitReason,
  detail: string | undefined,
  startMs: number,
) => OpenWait = plainClass(function fill(this: OpenWait, reason, detail, startMs) {
  this.reason = reason
  this.detail = detail
  this.startMs = startMs
  this.endMs = startMs
})
