import { formatKey } from './key.ts'
import { append, Lane, unlink, type Link } from './key-lane.ts'
import { arrayWith } from '../util/without-literal.ts'
import { conflictsOf, join, type Mode } from './lock-mode.ts'

/** What entries belong to. It has one entry at most on a node. */
export interface Holder<Self extends Holder<Self>> {
  /** Its place in line: later arrivals have higher ones. */
  readonly place: number
  /** One of its entries; `sibling` leads to the others. Linked, because a growing array takes more than they do. */
  entry: Entry<Self> | undefined
}

/** A holder's stake in a node: a link in the lane of its mode. */
export class Entry<H extends Holder<H>> implements Link<Entry<H>> {
  readonly holder: H
  readonly node: KeyNode<H>
  readonly sibling: Entry<H> | undefined
  mode: Mode
  older: Entry<H> | undefined = undefined
  newer: Entry<H> | undefined = undefined

  constructor(holder: H, node: KeyNode<H>, mode: Mode) {
    this.holder = holder
    this.node = node
    this.sibling = holder.entry
    this.mode = mode
  }
}

/** A key, or the beginning of longer ones, with all that have a stake in it. Nodes exist while something has. */
export class KeyNode<H extends Holder<H>> {
  readonly parent: KeyNode<H> | undefined
  readonly segment: string
  /** By mode. */
  readonly lanes: (Lane<Entry<H>> | undefined)[] = arrayWith<Lane<Entry<H>> | undefined>(
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  )
  #children: Map<string, KeyNode<H>> | undefined
  #size = 0
  /** The entry of the holder that is arriving. */
  #arriving: Entry<H> | undefined

  constructor(parent?: KeyNode<H>, segment = '') {
    this.parent = parent
    this.segment = segment
  }

  /** Whether several have a stake in it, of which one conflicts with `mode`: on most nodes all only have to do with what is below. */
  isContested(mode: Mode): boolean {
    if (this.#size < 2) return false
    for (const other of conflictsOf[mode] ?? [])
      if (this.lanes[other]?.oldest !== undefined) return true
    return false
  }

  get key(): string {
    return formatKey(pathTo(this))
  }

  child(segment: string): KeyNode<H> {
    this.#children ??= new Map()
    let child = this.#children.get(segment)
    if (child === undefined) {
      child = new KeyNode(this, segment)
      this.#children.set(segment, child)
    }
    return child
  }

  forget(segment: string): void {
    this.#children?.delete(segment)
  }

  /** Gives an arriving holder an entry, which is not in line yet, or strengthens the one that it has. */
  arrive(holder: H, mode: Mode): void {
    const present = this.#arriving
    if (present?.holder === holder) {
      present.mode = join(present.mode, mode)
      return
    }
    const entry = new Entry(holder, this, mode)
    this.#arriving = entry
    holder.entry = entry
  }

  /** Puts an entry at the end of the line. Whether it has to wait. */
  enqueue(entry: Entry<H>): boolean {
    this.#arriving = undefined
    this.#size += 1
    const lane = (this.lanes[entry.mode] ??= new Lane())
    append(lane, entry)
    const waits = this.#oldestAgainst(entry.mode) < entry.holder.place
    if (waits) lane.waiting ??= entry
    return waits
  }

  /** Takes an entry out, and adds to `freed` the holder of each that waits here no longer. Each is freed only once. */
  leave(entry: Entry<H>, freed: H[]): void {
    const lane = this.lanes[entry.mode]
    if (lane === undefined) return
    const wasOldest = lane.oldest === entry
    unlink(lane, entry)
    this.#size -= 1
    if (wasOldest) for (const mode of conflictsOf[entry.mode] ?? []) this.#free(mode, freed)
    // What has a stake in a node has one in all nodes above it: below an empty node there is nothing.
    if (this.#size === 0) this.parent?.forget(this.segment)
  }

  #free(mode: Mode, freed: H[]): void {
    const lane = this.lanes[mode]
    if (lane?.waiting === undefined) return
    const oldest = this.#oldestAgainst(mode)
    while (lane.waiting !== undefined && lane.waiting.holder.place <= oldest) {
      freed.push(lane.waiting.holder)
      lane.waiting = lane.waiting.newer
    }
  }

  /** The place of the oldest entry that conflicts with `mode`. */
  #oldestAgainst(mode: Mode): number {
    let oldest = Infinity
    for (const other of conflictsOf[mode] ?? []) {
      const place = this.lanes[other]?.oldest?.holder.place
      if (place !== undefined && place < oldest) oldest = place
    }
    return oldest
  }
}

function pathTo<H extends Holder<H>>(node: KeyNode<H>): string[] {
  const path: string[] = []
  for (let at = node; at.parent !== undefined; at = at.parent) path.push(at.segment)
  return path.toReversed()
}
