/** How many characters each may have: at least so many, and at most so many. */
export interface Share {
  readonly least: number
  readonly most: number
}

/**
 * Max-min fairness, found by trying: the highest level to which all can be served whose demand is higher. What is left of the
 * total then is less than one character for each of those, and some of them get one more.
 */
export function fairShares(
  demands: readonly number[],
  total: number,
  floors: readonly number[],
): Share[] {
  const served = (level: number): number[] =>
    demands.map((demand, at) => Math.min(demand, Math.max(level, floors[at] ?? 0)))
  const sum = (level: number): number => served(level).reduce((all, one) => all + one, 0)
  let level = 0
  let tooHigh = Math.max(0, ...demands) + 1
  while (tooHigh - level > 1) {
    const middle = Math.floor((level + tooHigh) / 2)
    if (sum(middle) <= total) level = middle
    else tooHigh = middle
  }
  return served(level).map((least, at) => {
    const getsMore = least < (demands[at] as number) && least === level && sum(level) < total
    return { least, most: getsMore ? least + 1 : least }
  })
}
