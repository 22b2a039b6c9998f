/** Every key that tools touch. Few, so that calls meet. Each is a cell of the modelled state, too. */
export const allKeys: readonly string[] = [
  'a',
  'a/b',
  'a/b/c',
  'a/b/d',
  'a/e',
  'b',
  'b/c',
  'b/d',
  'c',
]

/** Other ways to write some of them. */
export const aliases: Readonly<Record<string, string>> = {
  'a//b/': 'a/b',
  '/b': 'b',
  'a/b/*': 'a/b',
  'b/*': 'b',
}

/** All cells, and a bit of its own: to hold every key one by one is not to hold all that there may be. */
export const everything: number = 2 ** (allKeys.length + 1) - 1

/** The cells that a key covers, as bits. Two keys overlap when they have a cell in common. */
export function cellsOf(key: string): number {
  const known = masks.get(key)
  if (known === undefined) throw new Error(`Expected a key of the model, got "${key}".`)
  return known
}

const masks: ReadonlyMap<string, number> = new Map([
  ['*', everything],
  ...allKeys.map((key): [string, number] => [key, below(key)]),
  ...Object.entries(aliases).map(([alias, key]): [string, number] => [alias, below(key)]),
])

function below(key: string): number {
  return allKeys.reduce(
    (mask, other, cell) =>
      other === key || other.startsWith(`${key}/`) ? mask | (1 << cell) : mask,
    0,
  )
}

export function union(keys: readonly string[]): number {
  return keys.reduce((mask, key) => mask | cellsOf(key), 0)
}
