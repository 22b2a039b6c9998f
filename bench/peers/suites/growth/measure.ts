import { median } from '../shared/median.ts'
import { rounds } from '../shared/rounds.ts'
import type { Dimension } from './dimension.ts'
import { exponentOf } from './fit.ts'

/** How long one dimension may take, in milliseconds; sizes that it does not come to are left out. */
const budgetMs = rounds(50_000, 10_000)
/** Of one size; small ones are over soon. */
const sizeBudgetMs = 1_000
const mostRounds = rounds(51, 9)
const fewestRounds = 3

interface Cost {
  readonly size: number
  readonly ms: number
  /** What the result holds once the garbage is gone. */
  readonly bytes: number
}

/** Medians of each size, until the dimension's time is over. */
export async function measureGrowth(dimension: Dimension): Promise<readonly Cost[]> {
  const began = performance.now()
  const costs: Cost[] = []
  // The compiler is done with the code before the first size counts.
  await costOf(dimension, dimension.sizes[Math.floor(dimension.sizes.length / 2)] as number)
  for (const size of dimension.sizes) {
    if (performance.now() - began > budgetMs) break
    costs.push(await costOf(dimension, size))
  }
  return costs
}

async function costOf(dimension: Dimension, size: number): Promise<Cost> {
  const began = performance.now()
  const times: number[] = []
  const bytes: number[] = []
  const work = dimension.prepare(size)
  const isOver = (): boolean =>
    times.length >= mostRounds ||
    (times.length >= fewestRounds && performance.now() - began > sizeBudgetMs)
  while (!isOver()) {
    const round = await measureRound(work)
    times.push(round.ms)
    bytes.push(round.bytes)
  }
  return { size, ms: median(times), bytes: median(bytes) }
}

/** A function of its own, so that nothing holds the round before. */
async function measureRound(work: () => unknown): Promise<Omit<Cost, 'size'>> {
  const before = usedBytes()
  const from = performance.now()
  const held = await work()
  const ms = performance.now() - from
  const bytes = usedBytes() - before
  // Held until here, whatever the compiler thinks of it.
  if (held === undefined) throw new Error('Expected the work to have a result.')
  return { ms, bytes }
}

/** What is in use once the garbage is gone. */
function usedBytes(): number {
  if (globalThis.gc === undefined) throw new Error('Expected node to be run with --expose-gc.')
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The figures of a dimension: what each decade cost, and by which power cost grows. */
export function figuresOf(name: string, costs: readonly Cost[]): Record<string, number | null> {
  const figures: Record<string, number | null> = {}
  for (const { size, ms, bytes } of costs) {
    figures[`${name}.${size}.ms`] = ms
    figures[`${name}.${size}.bytes`] = bytes
  }
  const time = exponentOf(costs.map(({ size, ms }) => ({ size, cost: ms })))
  const memory = exponentOf(costs.map(({ size, bytes }) => ({ size, cost: bytes })))
  figures[`${name}.time exponent`] = time ?? null
  figures[`${name}.memory exponent`] = memory ?? null
  return figures
}
