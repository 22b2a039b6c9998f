import type { CallPlan, KeysPlan, ToolPlan } from '../plan.ts'
import { everything, union } from './keys.ts'

/** What a call touches, worked out from the plan alone: cells as bits. */
export interface Touch {
  readonly reads: number
  readonly writes: number
  /** What its tool really does, which may be less than what it must be feared to do. */
  readonly acts: { readonly reads: number; readonly writes: number }
  /** The tool says that it changes nothing. */
  readonly readsOnly: boolean
}

export function touchOf(tool: ToolPlan, call: CallPlan): Touch {
  const readsOnly = tool.reads !== undefined && (tool.writes ?? []).length === 0
  const isFaulty = [tool.reads, tool.writes].some((keys) => keys === 'throws' || keys === 'junk')
  const reads = cells(tool.reads, call.reads)
  const writes = cells(tool.writes, call.writes)
  const acts = { reads, writes }
  if (isFaulty) return { reads: 0, writes: everything, acts, readsOnly }
  return { reads, writes, acts, readsOnly }
}

function cells(keys: KeysPlan | undefined, fromInput: readonly string[]): number {
  if (keys === undefined) return 0
  return union(typeof keys === 'string' ? fromInput : keys)
}

export function conflict(one: Touch, other: Touch): boolean {
  return (
    (one.writes & (other.reads | other.writes)) !== 0 ||
    (other.writes & (one.reads | one.writes)) !== 0
  )
}

export function isKeyed(touch: Touch): boolean {
  return (touch.reads | touch.writes) !== 0
}
