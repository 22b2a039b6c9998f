/** Every order of `count` things that keeps the pairs: `[i, j]` puts i before j. */
export function* ordersThatKeep(
  count: number,
  pairs: readonly (readonly [number, number])[],
  done: readonly number[] = [],
): Generator<readonly number[]> {
  if (done.length === count) yield done
  for (let next = 0; next < count; next++) {
    if (done.includes(next)) continue
    if (pairs.every(([first, then]) => then !== next || done.includes(first)))
      yield* ordersThatKeep(count, pairs, [...done, next])
  }
}
