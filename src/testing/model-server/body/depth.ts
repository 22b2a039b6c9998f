/** The key at which a JSON value goes deeper than so many objects and lists; undefined if it does not. */
export function keyBelow(value: unknown, levels: number): string | undefined {
  let level: [key: string, value: unknown][] = [['', value]]
  for (let depth = 0; level.length > 0; depth += 1) {
    const inner = level.filter(([, held]) => typeof held === 'object' && held !== null)
    if (depth === levels) return inner[0]?.[0]
    level = inner.flatMap(([, held]) => Object.entries(held as object))
  }
  return undefined
}
