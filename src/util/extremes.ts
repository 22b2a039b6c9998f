/** The greatest of some numbers, however many there are; `-Infinity` of none. */
export function maxOf(numbers: Iterable<number>): number {
  let most = -Infinity
  for (const number of numbers) most = Math.max(most, number)
  return most
}

/** The least of some numbers, however many there are; `Infinity` of none. */
export function minOf(numbers: Iterable<number>): number {
  let least = Infinity
  for (const number of numbers) least = Math.min(least, number)
  return least
}
