import type { EffectsOf } from './effect.ts'
import { Judge, type Judgement, type PairJudgement } from './judge.ts'
import { missedIn, type Group, type Missed } from './missed.ts'
import type { RecordedRun } from './recorded.ts'

/** What a run's turns had to follow each other for, and what not. */
export interface Ledger {
  /** Each turn with the next. */
  readonly pairs: readonly PairJudgement[]
  /** Turns that could have been one message: each with all others of its group. `possible`: perhaps. */
  readonly groups: { readonly sure: readonly Group[]; readonly possible: readonly Group[] }
  readonly missed: Missed
  /** The turns of the longest chain in which each had to wait for the one before, in order. */
  readonly criticalPath: readonly number[]
}

/** So many turns at most are one group: nobody makes as many calls one by one where one message would do. */
export const mostTogether = 64

/** Reads a run, once. */
export function ledgerOf(run: RecordedRun, effectsOf: EffectsOf): Ledger {
  const judge = new Judge(run, effectsOf)
  const pairs = judge.neighbours()
  const count = run.turns.length
  const between = (i: number, j: number): Judgement | undefined =>
    j === i + 1 ? pairs[i] : judge.between(i, j)
  const groups = {
    sure: groupsOf(count, (i, j) => between(i, j)?.mergeable === 'yes'),
    possible: groupsOf(count, (i, j) => between(i, j)?.mergeable !== 'no'),
  }
  return {
    pairs,
    groups,
    missed: missedIn(run, groups),
    criticalPath: count === 0 ? [] : criticalPathOf(pairs, judge),
  }
}

/** What a run missed, and no more. */
export function missedOf(run: RecordedRun, effectsOf: EffectsOf): Missed {
  return ledgerOf(run, effectsOf).missed
}

/** As few groups as there can be: what belongs together still does without its last. */
function groupsOf(count: number, together: (i: number, j: number) => boolean): Group[] {
  const groups: Group[] = []
  for (let first = 0; first < count;) {
    let last = first
    const fits = (next: number): boolean => {
      for (let one = next - 1; one >= first; one -= 1) if (!together(one, next)) return false
      return true
    }
    while (last + 1 < count && last + 1 - first < mostTogether && fits(last + 1)) last += 1
    if (last > first) groups.push([first, last])
    first = last + 1
  }
  return groups
}

/** By what came from where, by neighbours, and by people: that two turns far apart conflict is not looked for. */
function criticalPathOf(pairs: readonly PairJudgement[], judge: Judge): number[] {
  const depths: number[] = [1]
  const before: number[] = [-1]
  let deepest = 0
  // What people waited for before they spoke: all that follows comes after it.
  let spoken = -1
  for (const [at, { mergeable }] of pairs.entries()) {
    const turn = at + 1
    const needed = judge.needs(turn)
    if (mergeable === 'no') needed.push(at)
    if (judge.isHeard(turn)) spoken = deepest
    needed.push(spoken)
    let longest = -1
    for (const one of needed) if ((depths[one] ?? 0) > (depths[longest] ?? 0)) longest = one
    before.push(longest)
    depths.push((depths[longest] ?? 0) + 1)
    if ((depths[turn] ?? 0) > (depths[deepest] ?? 0)) deepest = turn
  }
  const path: number[] = []
  for (let at = deepest; at >= 0; at = before[at] ?? -1) path.push(at)
  return path.reverse()
}
