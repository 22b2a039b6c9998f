import { sleep, systemClock } from '../src/util/clock.ts'

/** One line of a benchmark's table. */
export interface Line {
  readonly what: string
  /** In `unit`. */
  readonly measured: number
  readonly bound: number
  readonly unit: string
}

/** A benchmark: a name, how it was measured, and its lines. */
export interface Bench {
  readonly name: string
  readonly method: string
  run(): Promise<readonly Line[]>
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Runs `measure` some times and takes the median; rounds before the first `warmUps` are for the compiler. */
export async function medianOf(
  runs: number,
  measure: () => Promise<number> | number,
  warmUps = 1,
): Promise<number> {
  const values: number[] = []
  for (let run = -warmUps; run < runs; run += 1) {
    const value = await measure()
    if (run >= 0) values.push(value)
  }
  return median(values)
}

export async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await run()
  return performance.now() - began
}

/** Waits in real time. */
export function nap(ms: number): Promise<void> {
  return sleep(systemClock, ms)
}
