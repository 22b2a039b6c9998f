import type { Worker } from 'node:worker_threads'
import { peerNotLoaded } from '../../util/peers.ts'
import { builtin } from '../../util/platform/builtin.ts'

/** What is used of piscina. */
export interface Piscina {
  readonly threads: readonly Worker[]
  run(task: unknown, options: object): Promise<unknown>
  destroy(): Promise<void>
  on(event: 'error' | 'workerDestroy', listener: (error: unknown) => void): void
}

export type PiscinaClass = new (options: object) => Piscina

/**
 * Loads the package at once. By `require`, which no bundler sees: its threads begin in a file of its own, which a bundle
 * of it would lack.
 *
 * @throws {UsageError} if it is missing.
 */
export function loadPiscina(): PiscinaClass {
  let failure: unknown
  for (const base of bases())
    try {
      const require = builtin('node:module')?.createRequire(base)
      if (require !== undefined) return (require('piscina') as { Piscina: PiscinaClass }).Piscina
    } catch (cause) {
      failure ??= cause
    }
  throw peerNotLoaded("Tools with `runsIn: 'thread'` need", 'piscina', failure)
}

/** Bundlers may leave no URL of this file, or one of the machine on which they ran; then there is the program's own. */
function bases(): string[] {
  return [import.meta.url, process.argv[1]].filter((base) => typeof base === 'string')
}
