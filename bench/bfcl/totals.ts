import type { TurnOutcome } from './evaluate.ts'

/** What `--json` prints. A wave is one unit of time, which every call takes; waves are added up over the turns. */
export interface Totals {
  readonly turns: number
  readonly calls: number
  /** Pairs of the oracle that Fanfold broke, in the run with unit latencies or in one with random ones. */
  readonly violated: number
  /** Fanfold's waves; one by one, it would be `calls`. */
  readonly waves: number
  /** The fewest waves that respect the oracle's pairs. */
  readonly oracleWaves: number
  /** Turns that `Promise.all` broke in at least one draw of random latencies. */
  readonly promiseAllBroken: number

  /** The mean over the draws of the share of turns that `Promise.all` broke. */
  readonly promiseAllBrokenShare: number
  /** The waves if neighbours that write nothing run together, and whatever writes alone. */
  readonly contiguousWaves: number
  /** `calls / waves`. */
  readonly speedup: number
  /** Draws of random latencies for each turn. */
  readonly draws: number
  /** Calls that could not be read or are not declared, and so ran alone. */
  readonly unknownCalls: number
  readonly violatedPairs: readonly Place[]
  /** The turns that took more waves than the oracle's, and what their calls waited for. */
  readonly overSerialised: readonly (Place & {
    readonly waves: number
    readonly oracleWaves: number
  })[]
}

interface Place {
  readonly id: string
  readonly turn: number
  readonly calls: readonly string[]
  readonly why: readonly string[]
}

export function totalsOf(outcomes: readonly TurnOutcome[], draws: number): Totals {
  const sum = (of: (outcome: TurnOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const calls = sum(({ turn }) => turn.calls.length)
  const waves = sum((outcome) => outcome.waves)
  return {
    turns: outcomes.length,
    calls,
    violated: sum(({ violated }) => violated.length),
    waves,
    oracleWaves: sum(({ turn }) => turn.waves),
    promiseAllBroken: outcomes.filter(({ promiseAllBroken }) => promiseAllBroken > 0).length,
    promiseAllBrokenShare:
      sum(({ promiseAllBroken }) => promiseAllBroken) / draws / outcomes.length,
    contiguousWaves: sum((outcome) => outcome.contiguousWaves),
    speedup: calls / waves,
    draws,
    unknownCalls: sum((outcome) => outcome.unknownCalls),
    violatedPairs: outcomes
      .filter(({ violated }) => violated.length > 0)
      .map((outcome) => place(outcome, outcome.violated.map(pairText))),
    overSerialised: outcomes
      .filter((outcome) => outcome.waves > outcome.turn.waves)
      .map((outcome) => ({
        ...place(outcome, outcome.waitedFor),
        waves: outcome.waves,
        oracleWaves: outcome.turn.waves,
      })),
  }
}

function place({ turn: { id, turn, calls } }: TurnOutcome, why: readonly string[]): Place {
  return { id, turn, calls, why }
}

function pairText([first, then]: readonly [number, number]): string {
  return `call ${first + 1} before call ${then + 1}`
}
