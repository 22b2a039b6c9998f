import { seededRandom } from '../../src/testing/random.ts'
import { contiguousWaves, promiseAllBreaks } from './baselines.ts'
import { runTurn, type Span } from './run-turn.ts'
import type { Signatures } from './signatures.ts'
import { toCall, unknownCall } from './to-call.ts'
import type { BenchTurn } from './turns.ts'

/** What one turn gave. */
export interface TurnOutcome {
  readonly turn: BenchTurn
  /** Until the last call had ended, each taking one unit. */
  readonly waves: number
  readonly contiguousWaves: number
  /** Calls that could not be read or are not declared, and so ran alone. */
  readonly unknownCalls: number
  /** The pairs that Fanfold broke, with one latency for all or with random ones. */
  readonly violated: readonly (readonly [number, number])[]
  /** In how many of the draws `Promise.all` broke the turn. */
  readonly promiseAllBroken: number
  /** What the calls waited for, where the oracle needs fewer waves. */
  readonly waitedFor: readonly string[]
}

/** Runs a turn with unit latencies, and then with several draws of random ones. */
export async function evaluateTurn(
  turn: BenchTurn,
  signatures: Signatures,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): Promise<TurnOutcome> {
  const calls = turn.calls.map((text, index) => toCall(text, String(index), signatures))
  const units = calls.map(() => 1)
  const spans = await runTurn(calls, units)
  const waves = Math.max(0, ...spans.map(({ endMs }) => endMs))
  const violated = new Set(violatedPairs(turn, spans))

  const random = seededRandom(seed)
  let promiseAllBroken = 0
  for (let draw = 0; draw < draws; draw++) {
    const latenciesMs = calls.map(() => random())
    if (promiseAllBreaks(turn, latenciesMs)) promiseAllBroken += 1
    for (const pair of violatedPairs(turn, await runTurn(calls, latenciesMs))) violated.add(pair)
  }

  return {
    turn,
    waves,
    contiguousWaves: contiguousWaves(calls),
    unknownCalls: calls.filter(({ name }) => name === unknownCall).length,
    violated: [...violated],
    promiseAllBroken,
    waitedFor: waves > turn.waves ? spans.flatMap(({ waitedFor }) => waitedFor) : [],
  }
}

function violatedPairs({ before }: BenchTurn, spans: readonly Span[]): BenchTurn['before'] {
  return before.filter(([first, then]) => !endsBefore(spans[first], spans[then]))
}

function endsBefore(first: Span | undefined, then: Span | undefined): boolean {
  return first !== undefined && then !== undefined && first.endMs <= then.startMs
}
