import { join } from 'node:path'
import { Judge, type Judgement, type PairVerdict } from '../../src/ledger/judge.ts'
import { effectsByName } from '../../src/observe/audit/effects-of.ts'
import { readJsonLines } from '../shared-data.ts'
import { runsOf } from './runs.ts'

/** A pair of turns as two readers labelled it, each by reading the run up to there. */
export interface LabelledPair {
  readonly file: string
  /** The run's line in the file, from 0. */
  readonly run: number
  readonly turns: readonly [number, number]
  readonly labels: { readonly a: PairVerdict; readonly b: PairVerdict }
  readonly agreed: boolean
}

/** A labelled pair and what the ledger says of it. */
export interface JudgedPair extends LabelledPair {
  readonly judgement: Judgement
}

/** How the ledger did on pairs on which the readers agree. */
export interface Score {
  readonly pairs: number
  readonly mergeable: number
  /** Judged `yes`, and how many of those are mergeable. */
  readonly yes: number
  readonly yesRight: number
  /** Mergeable ones that were judged `no`. */
  readonly lost: number
  /** Judged `no`. */
  readonly no: number
  readonly verdictRight: number
}

export const labelsFile: string = join(
  import.meta.dirname,
  '..',
  '..',
  'test',
  'ledger',
  'labels.jsonl',
)

/** Judges all labelled pairs, as an audit would: with effects by the tools' names. */
export function judgedPairs(): readonly JudgedPair[] {
  const effectsOf = effectsByName()
  const labelled = readJsonLines(labelsFile) as LabelledPair[]
  const files = new Map(
    [...new Set(labelled.map(({ file }) => file))].map((file) => [file, runsOf(file)]),
  )
  return labelled.map((pair) => {
    const run = files.get(pair.file)?.[pair.run]
    if (run === undefined) throw new Error(`Expected ${pair.file} to have a run ${pair.run}.`)
    return { ...pair, judgement: new Judge(run, effectsOf).between(...pair.turns) }
  })
}

/** Every other pair was looked at while the rules were made; the rest says what they are worth. */
export function halvesOf<Pair>(pairs: readonly Pair[]): { tuned: Pair[]; kept: Pair[] } {
  return {
    tuned: pairs.filter((_, at) => at % 2 === 0),
    kept: pairs.filter((_, at) => at % 2 === 1),
  }
}

export function scoreOf(pairs: readonly JudgedPair[]): Score {
  const agreed = pairs.filter((pair) => pair.agreed)
  const count = (is: (pair: JudgedPair) => boolean): number => agreed.filter(is).length
  const isMergeable = ({ labels }: JudgedPair): boolean => labels.a === 'mergeable'
  const says = (word: Judgement['mergeable'], { judgement }: JudgedPair): boolean =>
    judgement.mergeable === word
  return {
    pairs: agreed.length,
    mergeable: count(isMergeable),
    yes: count((pair) => says('yes', pair)),
    yesRight: count((pair) => says('yes', pair) && isMergeable(pair)),
    lost: count((pair) => says('no', pair) && isMergeable(pair)),
    no: count((pair) => says('no', pair)),
    verdictRight: count(({ labels, judgement }) => labels.a === judgement.verdict),
  }
}

/** Of the lower bound, how much is right, and how much of what is there it has; and the latter of the upper bound. */
export function boundsOf({ yes, yesRight, mergeable, lost }: Score): {
  precision: number
  recall: number
  upperRecall: number
} {
  return {
    precision: yes === 0 ? 1 : yesRight / yes,
    recall: mergeable === 0 ? 1 : yesRight / mergeable,
    upperRecall: mergeable === 0 ? 1 : 1 - lost / mergeable,
  }
}
