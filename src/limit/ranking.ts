/** What a turn knows of those of its calls that others of it wait for. A turn in which nobody waits has none. */
export interface Ranking {
  /** Enough has changed since the last {@link update}, or there was none. Not just after one: who is next stands then. */
  readonly isDue: boolean
  /** Computes the paths of all its calls anew. */
  update(): void
}

/** One in line. */
export interface Ranked<Self> {
  /** How long it takes, in milliseconds and as far as is known, until it and all that wait for it have ended. */
  readonly pathMs: number
  /** When it came, as a running number; below 0: it comes back. */
  readonly order: number
  previous: Self | undefined
  next: Self | undefined
}

/** Those of one turn: first those that come back, in the order in which they came. */
export interface RankedLine<Self> {
  head: Self
  tail: Self
  readonly lastBack: Self | undefined
}

/** So far is a newcomer's place looked for: in a long line that has to be one of the first, or of the last. */
const furthest = 32

/**
 * Whether one of a turn's calls starts before another: what comes back, then the longest path, then the first comer. With the
 * longest path first the work is mostly done as soon as can be (Hu, "Parallel Sequencing and Assembly Line Problems", 1961).
 */
export function isAhead<Self>(a: Ranked<Self>, b: Ranked<Self>): boolean {
  const areNew = a.order >= 0 && b.order >= 0
  return areNew && a.pathMs !== b.pathMs ? a.pathMs > b.pathMs : a.order < b.order
}

/**
 * Behind whom a newcomer belongs; undefined: at the head. Who would come far from both ends comes ahead of some with longer
 * paths, until the line is sorted again.
 */
export function predecessorIn<Self extends Ranked<Self>>(
  line: RankedLine<Self>,
  newcomer: Self,
): Self | undefined {
  let fromTail: Self | undefined = line.tail
  let fromHead: Self | undefined = line.lastBack
  for (let step = 0; step < furthest; step += 1) {
    if (fromTail === undefined || !isAhead(newcomer, fromTail)) return fromTail
    fromTail = fromTail.previous
    const next: Self | undefined = fromHead === undefined ? line.head : fromHead.next
    if (next === undefined || isAhead(newcomer, next)) return fromHead
    fromHead = next
  }
  return fromHead
}

/** Puts a line in order, after paths have changed. */
export function sortLine<Self extends Ranked<Self>>(line: RankedLine<Self>): void {
  const { lastBack } = line
  const sorted: Self[] = []
  let isSorted = true
  let one = lastBack === undefined ? line.head : lastBack.next
  for (; one !== undefined; one = one.next) {
    if (one.previous !== undefined && isAhead(one, one.previous)) isSorted = false
    sorted.push(one)
  }
  if (isSorted) return
  sorted.sort((a, b) => (isAhead(a, b) ? -1 : 1))
  let previous = lastBack
  for (const next of sorted) {
    next.previous = previous
    if (previous === undefined) line.head = next
    else previous.next = next
    previous = line.tail = next
  }
  line.tail.next = undefined
}
