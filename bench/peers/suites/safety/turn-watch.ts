import { criticalPathMs } from './critical-path.ts'

/** A call of a turn, and when it ran. */
interface Watched {
  readonly key: string
  startedAtMs: number | undefined
  endedAtMs: number | undefined
}

/** What one turn gave. */
export interface WatchedTurn {
  /** How many of the pairs that must stay in order took effect the other way round. */
  readonly brokenPairs: number
  /** The time of all calls added up. */
  readonly workMs: number
  /** From the start of the first call to the end of the last. */
  readonly wallMs: number
  /** What these calls could have taken with every pair in order. */
  readonly shortestMs: number
}

/** What a turn is to be judged by: its calls, as keys, and the pairs of them that must stay in order. */
export interface TurnToWatch {
  readonly keys: readonly string[]
  readonly before: readonly (readonly [number, number])[]
}

/**
 * Watches the calls of one turn after the other. A tool is not told which call it runs, so a call is known by its key;
 * of several with one key, the first that has not started.
 */
export class TurnWatch {
  readonly turns: WatchedTurn[] = []
  readonly #ahead: TurnToWatch[]
  #now: readonly Watched[] = []

  constructor(turns: readonly TurnToWatch[]) {
    this.#ahead = [...turns]
    this.#next()
  }

  /** A call starts; the answer is to be called when it has ended. Gives its index in the turn, too. */
  start(key: string, atMs: number): { readonly index: number; end(atMs: number): void } {
    const index = this.#now.findIndex((call) => call.key === key && call.startedAtMs === undefined)
    const call = this.#now[index]
    if (call === undefined)
      throw new Error(`Expected a call of turn ${this.turns.length + 1}, got ${key}.`)
    call.startedAtMs = atMs
    return {
      index,
      end: (endMs) => {
        call.endedAtMs = endMs
        if (this.#now.every(({ endedAtMs }) => endedAtMs !== undefined)) this.#close()
      },
    }
  }

  #close(): void {
    const { before } = this.#ahead.shift() as TurnToWatch
    const starts = this.#now.map(({ startedAtMs }) => startedAtMs as number)
    const ends = this.#now.map(({ endedAtMs }) => endedAtMs as number)
    const durations = ends.map((end, index) => end - (starts[index] as number))
    this.turns.push({
      brokenPairs: before.filter(([a, b]) => (ends[a] as number) > (ends[b] as number)).length,
      workMs: durations.reduce((sum, ms) => sum + ms, 0),
      wallMs: Math.max(...ends) - Math.min(...starts),
      shortestMs: criticalPathMs(durations, before),
    })
    this.#next()
  }

  #next(): void {
    this.#now = (this.#ahead[0]?.keys ?? []).map((key) => ({
      key,
      startedAtMs: undefined,
      endedAtMs: undefined,
    }))
  }
}
