/** What other libraries call things, by the names that they have here. */
const elsewhere: Readonly<Record<string, string>> = {
  parameters: 'inputSchema',
  params: 'inputSchema',
  args: 'inputSchema',
  schema: 'inputSchema',
  handler: 'execute',
  run: 'execute',
  call: 'execute',
  invoke: 'execute',
  callback: 'execute',
  func: 'execute',
  fn: 'execute',
  share: 'coalesce',
  dedupe: 'coalesce',
  maxattempts: 'retries',
  retry: 'retries',
  maxsteps: 'maxTurns',
  maxiterations: 'maxTurns',
  system: 'instructions',
  prompt: 'instructions',
  rps: 'perSecond',
}

/** The shortest name that is looked for inside another. */
const shortest = 4

/** The name on the list that was probably meant by one that is not on it; undefined if no guess is good. */
export function closestName(given: string, names: readonly string[]): string | undefined {
  const word = plain(given)
  const known = Object.hasOwn(elsewhere, word) ? elsewhere[word] : undefined
  if (known !== undefined && names.includes(known)) return known
  return (
    nearest(word, names) ??
    names.filter((name) => holds(word, plain(name))).toSorted((a, b) => a.length - b.length)[0]
  )
}

/** At most a third of the letters may be wrong. */
function nearest(word: string, names: readonly string[]): string | undefined {
  let best: string | undefined
  let fewest = Math.floor(Math.min(word.length, 40) / 3) + 1
  for (const name of names) {
    const mistakes = distance(word.slice(0, 40), plain(name))
    if (mistakes < fewest) [best, fewest] = [name, mistakes]
  }
  return best
}

/** `timeout` in `timeoutMs`, `maxConcurrency` around `concurrency`. */
function holds(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short.length >= shortest && long.includes(short)
}

/** Without case, hyphens and underscores. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Letters to add, drop, change or swap with their neighbour (Damerau, CACM 7(3), 1964). */
function distance(from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1]
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Infinity,
      )
    }
    before = last
    last = row
  }
  return at(last, to.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
