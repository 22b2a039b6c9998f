/** The shortest ends of some paths that tell them apart, whole folders at a time: `a/log.jsonl` and `b/log.jsonl`. */
export function distinctNames(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.split(/[/\\]/).filter((part) => part !== ''))
  const lengths = parts.map(() => 1)
  const nameOf = (at: number): string => (parts[at] ?? []).slice(-(lengths[at] ?? 1)).join('/')
  for (;;) {
    const all = Object.values(Object.groupBy([...paths.keys()], nameOf))
    const same = all.filter((group = []) => group.length > 1)
    let hasGrown = false
    for (const at of same.flatMap((group = []) => group)) {
      if ((lengths[at] ?? 0) >= (parts[at] ?? []).length) continue
      lengths[at] = (lengths[at] ?? 0) + 1
      hasGrown = true
    }
    if (!hasGrown) return paths.map((_, at) => nameOf(at))
  }
}
