/** How long some waited: the share that waited at all, and percentiles of all. */
export interface Waits {
  readonly p50: number
  readonly p99: number
  readonly mean: number
}

export function waitsOf(values: Float64Array): Waits {
  const sorted = values.toSorted()
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  return { p50: at(0.5), p99: at(0.99), mean }
}
