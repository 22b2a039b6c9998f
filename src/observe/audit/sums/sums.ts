import type { Savings } from '../../../ledger/missed.ts'
import type { RunReport } from './run-report.ts'

/** At least, and at most: what is certain, and what is possible. */
export interface Bounds {
  readonly lower: number
  readonly upper: number
}

/** How one tool was called. */
export interface ToolSums {
  readonly name: string
  readonly calls: number
  /** Turns that called nothing but it, once. */
  readonly alone: number
  /** Of those, the ones that could have been in one message with the turn before. */
  readonly joinable: Bounds
  /** Of those, the ones whose turn before had called it, too. */
  readonly repeated: Bounds
  /** Pairs that are only possible, where nothing is known of what the tool does. */
  readonly unknown: number
}

export interface Sums {
  readonly runs: number
  /** Runs in which no tool was called. */
  readonly idleRuns: number
  readonly turns: number
  readonly calls: number
  readonly singleCallTurns: number
  readonly pairs: number
  /** Turns that could have been in one message with the turn before: pairs judged `yes`, and those with `maybe`. */
  readonly mergeable: Bounds
  /** What would have been saved if groups of turns had been one message each. */
  readonly saved: { readonly lower: Savings; readonly upper: Savings }
  /** In how many runs with calls these are known. */
  readonly known: { readonly times: number; readonly tokens: number; readonly inputs: number }
  /** Those called alone most first. */
  readonly tools: readonly ToolSums[]
}

type Counted = {
  -readonly [Key in keyof Omit<ToolSums, 'joinable' | 'repeated'>]: ToolSums[Key]
} & {
  readonly joinable: { lower: number; upper: number }
  readonly repeated: { lower: number; upper: number }
}

export function sumsOf(reports: readonly RunReport[]): Sums {
  const tools = new Map<string, Counted>()
  const busy = reports.filter(({ turns }) => turns.length > 0)
  for (const report of busy) countTools(report, tools)
  const ofTurns = (count: (turn: readonly string[]) => number): number =>
    total(busy, ({ turns }) => total(turns, count))
  const ofPairs = (...kinds: readonly string[]): number =>
    total(busy, ({ pairs }) => total(pairs, ({ mergeable }) => (kinds.includes(mergeable) ? 1 : 0)))
  return {
    runs: reports.length,
    idleRuns: reports.length - busy.length,
    turns: ofTurns(() => 1),
    calls: ofTurns(({ length }) => length),
    singleCallTurns: ofTurns(({ length }) => (length === 1 ? 1 : 0)),
    pairs: total(busy, ({ pairs }) => pairs.length),
    mergeable: { lower: ofPairs('yes'), upper: ofPairs('yes', 'maybe') },
    saved: {
      lower: allSavings(busy.map(({ missed }) => missed)),
      upper: allSavings(busy.map(({ missed }) => missed.atMost)),
    },
    known: {
      times: total(busy, ({ known }) => Number(known.times)),
      tokens: total(busy, ({ known }) => Number(known.tokens)),
      inputs: total(busy, ({ known }) => Number(known.inputs)),
    },
    tools: [...tools.values()].toSorted(byJoinable),
  }
}

/** The runs that lost the most requests first; no more than `most` of them, and none that lost nothing. */
export function worstOf(reports: readonly RunReport[], most: number): readonly RunReport[] {
  return reports
    .filter(({ missed }) => missed.atMost.requests > 0)
    .toSorted(
      ({ missed: one }, { missed: other }) =>
        other.requests - one.requests ||
        other.atMost.requests - one.atMost.requests ||
        other.inputTokens - one.inputTokens,
    )
    .slice(0, most)
}

function countTools({ turns, pairs, unknownTools }: RunReport, tools: Map<string, Counted>): void {
  const counted = (name: string): Counted => {
    let tool = tools.get(name)
    if (tool === undefined) {
      const [joinable, repeated] = [
        { lower: 0, upper: 0 },
        { lower: 0, upper: 0 },
      ]
      tools.set(name, (tool = { name, calls: 0, alone: 0, joinable, repeated, unknown: 0 }))
    }
    return tool
  }
  for (const turn of turns) {
    for (const name of turn) counted(name).calls++
    const [only] = turn
    if (turn.length === 1 && only !== undefined) counted(only).alone++
  }
  for (const {
    turns: [before, after],
    mergeable,
  } of pairs) {
    if (mergeable === 'no') continue
    const [earlier = [], later = []] = [turns[before], turns[after]]
    const [only] = later
    if (later.length === 1 && only !== undefined) {
      add(counted(only).joinable, mergeable)
      if (earlier.every((name) => name === only)) add(counted(only).repeated, mergeable)
    }
    if (mergeable === 'yes') continue
    for (const name of new Set([...earlier, ...later]))
      if (unknownTools.has(name)) counted(name).unknown++
  }
}

function add(bounds: { lower: number; upper: number }, mergeable: 'yes' | 'maybe'): void {
  bounds.upper++
  if (mergeable === 'yes') bounds.lower++
}

function byJoinable(one: ToolSums, other: ToolSums): number {
  return (
    other.joinable.lower - one.joinable.lower ||
    other.joinable.upper - one.joinable.upper ||
    other.alone - one.alone
  )
}

function allSavings(all: readonly Savings[]): Savings {
  return {
    turns: total(all, ({ turns }) => turns),
    requests: total(all, ({ requests }) => requests),
    ms: total(all, ({ ms }) => ms),
    inputTokens: total(all, ({ inputTokens }) => inputTokens),
  }
}

function total<T>(list: readonly T[], of: (item: T) => number): number {
  let sum = 0
  for (const item of list) sum += of(item)
  return sum
}
