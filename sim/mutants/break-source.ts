import { registerHooks } from 'node:module'
import type { Mutant } from './mutant.ts'

/**
 * From here on, a file is loaded with this source, which is JavaScript. Call it before anything imports that file. Our other
 * files are found by their names alone: to look for each on the disk takes a quarter of such a process's start.
 */
export function loadBroken(file: string, source: string): void {
  const target = new URL(`../../${file}`, import.meta.url).href
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!/^\..*\.ts$/u.test(specifier) || context.parentURL === undefined)
        return nextResolve(specifier, context)
      const { href: url } = new URL(specifier, context.parentURL)
      return { url, format: 'module-typescript', shortCircuit: true }
    },
    load(url, context, nextLoad) {
      if (url !== target) return nextLoad(url, context)
      return { format: 'module', source, shortCircuit: true }
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
