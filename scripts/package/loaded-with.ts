import type { RollupBuild } from 'rollup'

/** All that loads with a module: it, and what it imports, and what that imports. */
export function loadedWith(start: string, { cache }: RollupBuild): Set<string> {
  const modules = new Map(cache?.modules.map((each) => [each.id, each]))
  const found = new Set([start])
  for (const id of found) {
    // These do not hold what is imported later.
    for (const imported of modules.get(id)?.dependencies ?? [])
      if (modules.has(imported)) found.add(imported)
  }
  return found
}
