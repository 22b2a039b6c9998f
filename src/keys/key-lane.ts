import type { KeyNode } from './key-node.ts'
import type { Mode } from './lock-mode.ts'

/** What entries belong to. It has one entry at most on a node. */
export interface Holder<Self extends Holder<Self>> {
  /** Its place in line: whoever arrives later has a higher one. */
  readonly place: number
  /** One of its entries; `sibling` leads to the others. Linked, because a growing array takes more than they do. */
  entry: Entry<Self> | undefined
}

/** A holder's stake in a node: a link in the lane of its mode. */
export interface Entry<H extends Holder<H>> {
  readonly holder: H
  readonly node: KeyNode<H>
  readonly sibling: Entry<H> | undefined
  mode: Mode
  older: Entry<H> | undefined
  newer: Entry<H> | undefined
}

/**
 * The entries of one mode on one node in order of arrival, linked, so that any of them leaves at once. An entry waits
 * while an older one of a conflicting mode lives. If one waits then so does every newer one of its lane: those that
 * wait are the end of the list, from `waiting` on.
 */
export interface Lane<H extends Holder<H>> {
  oldest: Entry<H> | undefined
  newest: Entry<H> | undefined
  waiting: Entry<H> | undefined
}

export function emptyLane<H extends Holder<H>>(): Lane<H> {
  return { oldest: undefined, newest: undefined, waiting: undefined }
}

export function append<H extends Holder<H>>(lane: Lane<H>, entry: Entry<H>): void {
  entry.older = lane.newest
  if (lane.newest === undefined) lane.oldest = entry
  else lane.newest.newer = entry
  lane.newest = entry
}

export function unlink<H extends Holder<H>>(lane: Lane<H>, entry: Entry<H>): void {
  if (entry.older === undefined) lane.oldest = entry.newer
  else entry.older.newer = entry.newer
  if (entry.newer === undefined) lane.newest = entry.older
  else entry.newer.older = entry.older
  if (lane.waiting === entry) lane.waiting = entry.newer
}
