import { registerHooks } from 'node:module'
import type { Mutant } from './mutant.ts'

/** From here on, the mutant's file is loaded broken. Call it before anything imports that file. */
export function breakSource(mutant: Mutant): void {
  const target = new URL(`../../${mutant.file}`, import.meta.url).href
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (url !== target) return loaded
      return { ...loaded, source: broken(mutant, String(loaded.source)) }
    },
  })
}

/** @throws {Error} if what is to be replaced is not there exactly once: the mutant has to follow the source. */
export function broken({ name, file, find, replace }: Mutant, source: string): string {
  const times = source.split(find).length - 1
  if (times !== 1)
    throw new Error(
      `Expected the source of mutant "${name}" to occur once in ${file}, found it ${times} times.`,
    )
  return source.replace(find, () => replace)
}
