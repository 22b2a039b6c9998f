import type { Effects } from '../../call/effects.ts'
import type { KeySet } from '../../keys/key-set.ts'
import type { KeyTable } from '../../keys/key-table.ts'
import type { CallRecord } from '../call-record.ts'

export type Keys = Pick<Effects, 'reads' | 'writes'>

/** What a call that others run inside holds, for those. */
export interface Family {
  readonly reads: KeySet
  readonly writes: KeySet
  /** The order among the calls inside it, as far as they touch what it holds. */
  table: KeyTable<CallRecord> | undefined
  /** Those that touch what it holds. */
  readonly touching: Set<CallRecord>
}

const nothing: Keys = { reads: [], writes: [] }

export function keysOf({ effects }: CallRecord): Keys {
  return effects ?? nothing
}

/** The first key that meets what an outer call holds, where one of the two writes it. */
export function meetingKey({ reads, writes }: Keys, held: Family): string | undefined {
  return (
    writes.find((key) => held.writes.overlaps(key) || held.reads.overlaps(key)) ??
    reads.find((key) => held.writes.overlaps(key))
  )
}

/**
 * Which of a call's keys have something in common with what an outer call holds, and which do not lie within it, with the
 * right to do what it does there: the latter it needs for itself, too.
 */
export function split(keys: Keys, held: Family): { readonly meeting: Keys; readonly others: Keys } {
  const meeting = { reads: [] as string[], writes: [] as string[] }
  const others = { reads: [] as string[], writes: [] as string[] }
  for (const key of keys.writes) {
    if (held.writes.overlaps(key) || held.reads.overlaps(key)) meeting.writes.push(key)
    if (!held.writes.covers(key)) others.writes.push(key)
  }
  for (const key of keys.reads) {
    if (held.writes.overlaps(key) || held.reads.overlaps(key)) meeting.reads.push(key)
    if (!held.writes.covers(key) && !held.reads.covers(key)) others.reads.push(key)
  }
  return { meeting, others }
}
