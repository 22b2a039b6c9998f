import { waitsOf, type Waits } from './waits.ts'

export interface ShardOptions {
  readonly turnsPerSecond: number
  readonly calls: () => number
  /** Calls that end, each second: as many as begin. */
  readonly callsPerSecond: number
  /** Seconds of the thread for a call: one half when it is put in line and fetched, the other when it is answered. */
  readonly callS: number
  /** The share of the thread that renewals and idle workers take, in pieces of `pieceS` seconds. */
  readonly background: number
  readonly pieceS: number
  readonly turns: number
  readonly random: () => number
  readonly gapS: (perSecond: number) => number
}

/**
 * Seconds that a call waits for the one thread of a Redis, at its beginning and its end together (Lindley's recursion:
 * what is left to do when something comes is what was left before, and what came, less the time between).
 */
export function waitForShard(options: ShardOptions): Waits {
  const { turnsPerSecond, callsPerSecond, callS, background, pieceS, random } = options
  const piecesPerSecond = background / pieceS
  const perSecond = turnsPerSecond + callsPerSecond + piecesPerSecond
  const begins: number[] = []
  const ends: number[] = []
  let [leftS, turns] = [0, 0]
  while (turns < options.turns) {
    leftS = Math.max(0, leftS - options.gapS(perSecond))
    const kind = random() * perSecond
    if (kind < turnsPerSecond) {
      turns += 1
      for (let call = options.calls(); call > 0; call -= 1) {
        begins.push(leftS)
        leftS += callS / 2
      }
    } else if (kind < turnsPerSecond + callsPerSecond) {
      ends.push(leftS)
      leftS += callS / 2
    } else leftS += pieceS
  }
  const pair = (wait: number): number => wait + (ends[Math.floor(random() * ends.length)] ?? 0)
  return waitsOf(Float64Array.from(begins, pair))
}
