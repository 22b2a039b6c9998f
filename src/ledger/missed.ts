import type { RecordedRun, RecordedTurn } from './recorded.ts'

/** What would have been saved. What is not known counts as 0. */
export interface Savings {
  /** How many messages with calls fewer. */
  readonly turns: number
  /** How many model requests fewer. */
  readonly requests: number
  /**
   * Milliseconds: from the sending to the last word of each request that falls away, and the tools' time that would overlap. The
   * time to write the calls themselves is in it, though it would stay.
   */
  readonly ms: number
  /** Of the requests that fall away, as the provider counted them. */
  readonly inputTokens: number
}

/** What a run could have saved by making calls together that it made one message after the other. */
export interface Missed extends Savings {
  /** The same if all that may have been possible was; what stands outside is what shows itself to have been. */
  readonly atMost: Savings
}

/** The first and the last turn of those that could have been one. */
export type Group = readonly [first: number, last: number]

/** What falls away if each group of turns is one. */
export function missedIn(
  { turns }: RecordedRun,
  { sure, possible }: { readonly sure: readonly Group[]; readonly possible: readonly Group[] },
): Missed {
  return { ...savingsOf(turns, sure), atMost: savingsOf(turns, possible) }
}

function savingsOf(turns: readonly RecordedTurn[], groups: readonly Group[]): Savings {
  let [saved, ms, inputTokens] = [0, 0, 0]
  for (const [first, last] of groups) {
    let [phases, longest] = [0, 0]
    for (const [at, turn] of turns.slice(first, last + 1).entries()) {
      const phase = toolMs(turn)
      phases += phase
      longest = Math.max(longest, phase)
      if (at === 0) continue
      saved += 1
      ms += Math.max(0, (turn.messageMs ?? 0) - (turn.sentMs ?? turn.messageMs ?? 0))
      inputTokens += turn.inputTokens ?? 0
    }
    ms += phases - longest
  }
  return { turns: saved, requests: saved, ms, inputTokens }
}

/** From the first call's start to the last one's end; 0 if one of them is not known. */
function toolMs({ calls }: RecordedTurn): number {
  let [start, end] = [Infinity, -Infinity]
  for (const { startMs = Number.NaN, endMs = Number.NaN } of calls) {
    start = Math.min(start, startMs)
    end = Math.max(end, endMs)
  }
  return end >= start && Number.isFinite(end - start) ? end - start : 0
}
