/**
 * Shares out a total by max-min fairness: a part that asks for no more than the fair share gets it whole, and what that
 * leaves is shared by the others, equally (Bertsekas and Gallager, Data Networks, 2nd edition, section 6.5.2). All
 * numbers are whole and 0 or more; the shares add up to the total, or to the demands if those are less.
 *
 * @param floors what each gets at least, if its demand is not less; together they may exceed the total.
 */
export function maxMinShares(
  demands: readonly number[],
  total: number,
  floors: readonly number[] = [],
): number[] {
  const least = demands.map((demand, index) => Math.min(demand, floors[index] ?? 0))
  const level = fairLevel(demands, least, total)
  const whole = Math.floor(level)
  const shares = demands.map((demand, index) =>
    Math.min(demand, Math.max(whole, least[index] ?? 0)),
  )
  // What rounding down has left over, one by one, to those whose demand is not met.
  let rest = total - shares.reduce((sum, share) => sum + share, 0)
  for (const [index, demand] of demands.entries())
    if (rest >= 1 && (shares[index] as number) === whole && whole < demand) {
      shares[index] = whole + 1
      rest -= 1
    }
  return shares
}

/** The share of those whose demand is not met: the level that water reaches, poured into vessels of these sizes. */
function fairLevel(demands: readonly number[], least: readonly number[], total: number): number {
  let used = least.reduce((sum, floor) => sum + floor, 0)
  if (used >= total) return 0
  const steps = demands
    .flatMap((demand, index) => [
      { at: least[index] as number, change: 1 },
      { at: demand, change: -1 },
    ])
    .sort((a, b) => a.at - b.at)
  let level = 0
  let filling = 0
  for (const { at, change } of steps) {
    const after = used + filling * (at - level)
    if (after >= total) return level + (total - used) / filling
    used = after
    level = at
    filling += change
  }
  return level
}
