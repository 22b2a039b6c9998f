/**
 * The lock modes of multiple-granularity locking, and which of them conflict (Gray, Lorie, Putzolu and Traiger,
 * "Granularity of Locks and Degrees of Consistency in a Shared Data Base", 1976, table 1).
 *
 * A reader or writer of a key holds `S` or `X` on it, and `IS` or `IX`, the intention, on every key above it. So
 * two keys of which one covers the other always meet at the upper one, and there is no need to look below.
 *
 * The numbers are chosen so that the weaker mode is the smaller, except that neither of `IX` and `S` is.
 */
export type Mode = 0 | 1 | 2 | 3 | 4

/** Reads something below. */
export const IS: Mode = 0
/** Writes something below. */
export const IX: Mode = 1
/** Reads this and all below. */
export const S: Mode = 2
/** `S` and `IX`. */
export const SIX: Mode = 3
/** Writes this and all below. */
export const X: Mode = 4

/** By mode: the modes that conflict with it. */
export const conflictsOf: readonly (readonly Mode[])[] = [
  [X],
  [S, SIX, X],
  [IX, SIX, X],
  [IX, S, SIX, X],
  [IS, IX, S, SIX, X],
]

/** The weakest mode that is as strong as both. */
export function join(a: Mode, b: Mode): Mode {
  if ((a === IX && b === S) || (a === S && b === IX)) return SIX
  return a > b ? a : b
}

/** What two conflicting calls do to the key on which they meet: the earlier call's part, then the later's. */
export type ConflictKind = 'read-write' | 'write-read' | 'write-write'

/** Names the conflict of two modes that do conflict. Of a conflict in both senses it names the one in which data flows. */
export function conflictKind(earlier: Mode, later: Mode): ConflictKind {
  const isWhole = earlier === X || later === X
  if (isWhole && writes(earlier) && writes(later)) return 'write-write'
  if (writes(earlier) && (earlier === X || later === S || later === SIX)) return 'write-read'
  return 'read-write'
}

function writes(mode: Mode): boolean {
  return mode === X || mode === IX || mode === SIX
}
