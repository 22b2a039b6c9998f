/** What stands in a lane. */
export interface Link<Self> {
  older: Self | undefined
  newer: Self | undefined
}

/**
 * The entries of one mode on one node in order of arrival, linked, so that any of them leaves at once. An entry waits
 * while an older one of a conflicting mode lives. If one waits then so does every newer one of its lane: those that
 * wait are the end of the list, from `waiting` on.
 */
export class Lane<Entry extends Link<Entry>> {
  oldest: Entry | undefined = undefined
  newest: Entry | undefined = undefined
  waiting: Entry | undefined = undefined
}

export function append<Entry extends Link<Entry>>(lane: Lane<Entry>, entry: Entry): void {
  entry.older = lane.newest
  if (lane.newest === undefined) lane.oldest = entry
  else lane.newest.newer = entry
  lane.newest = entry
}

export function unlink<Entry extends Link<Entry>>(lane: Lane<Entry>, entry: Entry): void {
  if (entry.older === undefined) lane.oldest = entry.newer
  else entry.older.newer = entry.newer
  if (entry.newer === undefined) lane.newest = entry.older
  else entry.newer.older = entry.older
  if (lane.waiting === entry) lane.waiting = entry.newer
}
