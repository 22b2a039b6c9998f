import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { runChild } from '../run-child.ts'
import type { Failure } from '../seeds.ts'
import { broken } from './break-source.ts'
import type { Mutant } from './mutant.ts'
import { mutants } from './mutants.ts'

/** A mutant that lives so long is not caught. */
export const mostSeeds = 2_000
/** Of one that takes so long nothing is known: it hangs, or the machine is busy. */
const timeoutMs = 120_000

type Fate = 'killed' | 'SURVIVED' | 'UNDECIDED'

export interface MutantEnd {
  readonly mutant: Mutant
  readonly fate: Fate
  readonly how: string
}

export interface MutantsTally {
  readonly total: number
  readonly killed: number
  /** Those that had to be cut off. They are not killed. */
  readonly undecided: number
}

/**
 * Runs every mutant, `jobs` at a time, and tells which seed caught it. `failing`: the seeds that fail anyway, which say
 * nothing about a mutant.
 */
export async function runMutants(
  jobs: number,
  failing: readonly number[],
  tell: (text: string) => void,
): Promise<MutantsTally> {
  // All at first: one that does not follow the source is to be told of at once.
  const queue = mutants.map((mutant) => [mutant, brokenSource(mutant)] as const)
  const fates: Fate[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [mutant, source] = next
      const { fate, how } = await runMutant(mutant, source, failing)
      fates.push(fate)
      tell(`${fate.padEnd(9)}  ${mutant.name}: ${how}`)
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  const count = (fate: Fate): number => fates.filter((one) => one === fate).length
  const tally = { total: fates.length, killed: count('killed'), undecided: count('UNDECIDED') }
  tell(`${tally.killed} of ${tally.total} mutants killed, ${tally.undecided} undecided`)
  return tally
}

async function runMutant(
  mutant: Mutant,
  source: string,
  except: readonly number[],
): Promise<MutantEnd> {
  const script = new URL('run-mutant.ts', import.meta.url).pathname
  const { output, code } = await runChild(
    [script, mutant.file, source, mutant.by, String(mostSeeds), except.join()],
    timeoutMs,
  )
  if (code === null)
    return { mutant, fate: 'UNDECIDED', how: `it was cut off after ${timeoutMs} ms` }
  // What the simulation catches ends with 0; this one does not even load.
  if (code !== 0) throw new Error(`Mutant "${mutant.name}" cannot be run:\n${output}`)
  const { seeds, failure } = JSON.parse(output) as { seeds: number; failure?: Failure }
  if (failure === undefined) return { mutant, fate: 'SURVIVED', how: `${seeds} seeds` }
  const { guarantee, message } = failure.violation
  const how = `after ${seeds} seeds: ${guarantee}, ${message.split('\n')[0]}`
  return { mutant, fate: 'killed', how }
}

/** As JavaScript: what strips the types takes a fifth of the start of a process that has to load it. */
function brokenSource(mutant: Mutant): string {
  const path = new URL(`../../${mutant.file}`, import.meta.url)
  return stripTypeScriptTypes(broken(mutant, readFileSync(path, 'utf8')))
}
