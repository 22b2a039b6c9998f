/** A size, and what it cost. */
export interface Point {
  readonly size: number
  readonly cost: number
}

/**
 * How cost grows with size, as a power: the slope of the least-squares line through the logarithms of the points of
 * the top two decades. 1 is linear, 0 constant. Undefined with fewer than two points.
 */
export function exponentOf(points: readonly Point[]): number | undefined {
  const largest = Math.max(...points.map(({ size }) => size))
  const logs = points
    .filter(({ size, cost }) => size * 100 >= largest && cost > 0)
    .map(({ size, cost }) => [Math.log(size), Math.log(cost)] as const)
  if (logs.length < 2) return undefined
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
}
