import { compareCalls, say, type Judgement } from './compare-calls.ts'
import type { EffectsOf } from './effect.ts'
import { factsOf, resultsAt, type TurnFacts } from './facts.ts'
import type { RecordedRun } from './recorded.ts'

export type { Judgement, PairVerdict } from './compare-calls.ts'
export type { Effect, EffectsOf } from './effect.ts'

/** The judgement of two turns: their numbers among the turns of the run, from 0. */
export interface PairJudgement extends Judgement {
  readonly turns: readonly [number, number]
}

/** Judges each turn of a run with the one that follows it. */
export function judgePairs(run: RecordedRun, effectsOf: EffectsOf): PairJudgement[] {
  return new Judge(run, effectsOf).neighbours()
}

/** So many calls of a turn are compared with those of another. */
const mostCompared = 32

/** Judges any two turns of a run, which it reads once. */
export class Judge {
  readonly #facts: readonly TurnFacts[]
  /** How often people had spoken by then. */
  readonly #heard: number[] = []

  constructor(run: RecordedRun, effectsOf: EffectsOf) {
    this.#facts = factsOf(run, effectsOf)
    let heard = 0
    for (const { isHeard } of this.#facts) this.#heard.push((heard += isHeard ? 1 : 0))
  }

  neighbours(): PairJudgement[] {
    return this.#facts
      .slice(1)
      .map((_, at) => ({ turns: [at, at + 1], ...this.between(at, at + 1) }))
  }

  isHeard(turn: number): boolean {
    return this.#facts[turn]?.isHeard === true
  }

  /** The turns of whose results something certainly is in the arguments of this one. */
  needs(turn: number): number[] {
    const sources = [...(this.#facts[turn]?.sources ?? [])]
    return sources.filter(([, { level }]) => level === 3).map(([from]) => from)
  }

  /** Of two turns, of which `i` came before `j`. */
  between(i: number, j: number): Judgement {
    const [earlier, later] = [this.#facts[i], this.#facts[j]]
    if (earlier === undefined || later === undefined || this.#heard[i] !== this.#heard[j])
      return say('control', 'no', 'People spoke in between.')
    const source = later.sources.get(i)
    if (source?.level === 3)
      return say('required', 'no', `"${source.token}" came from the earlier result.`)
    const worst = compare(earlier, later, i)
    if (worst.mergeable === 'no') return worst
    if (source?.level === 2)
      return say('required', 'maybe', `"${source.token}" may have come from the earlier result.`)
    if (worst.mergeable === 'maybe') return worst
    if (source !== undefined)
      return say('mergeable', 'maybe', `"${source.token}" is a word of the earlier result, too.`)
    return worst
  }
}

const ranks = { no: 0, maybe: 1, yes: 2 }

/** What speaks the most against having all calls of the two in one message. */
function compare(earlier: TurnFacts, later: TurnFacts, i: number): Judgement {
  const { knownSince, newNames, newWords, newPath, triedAt } = later
  const given = {
    isKnown: newNames + newWords === 0 && knownSince < resultsAt(i),
    isReadSince: knownSince >= resultsAt(i),
    newNames,
    newPath,
    isTriedAgain: triedAt !== undefined && triedAt < i,
  }
  let worst: Judgement | undefined
  for (const a of earlier.calls.slice(0, mostCompared))
    for (const b of later.calls.slice(0, mostCompared)) {
      const found = compareCalls(a, b, given)
      if (worst === undefined || ranks[found.mergeable] < ranks[worst.mergeable]) worst = found
      if (found.mergeable === 'no') return found
    }
  if (worst === undefined) return say('mergeable', 'maybe', 'One of them has no calls.')
  const isWhole = Math.max(earlier.calls.length, later.calls.length) <= mostCompared
  if (isWhole || worst.mergeable !== 'yes') return worst
  return say('mergeable', 'maybe', `Only the first ${mostCompared} calls of each were compared.`)
}
