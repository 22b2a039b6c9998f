import { readFileSync } from 'node:fs'
import { runChild } from '../run-child.ts'
import type { Failure } from '../seeds.ts'
import { broken } from './break-source.ts'
import type { Mutant } from './mutant.ts'
import { mutants } from './mutants.ts'

/** A mutant that lives so long is not caught. */
export const mostSeeds = 1_500
/** One that takes so long hangs, which is noticed. */
const timeoutMs = 60_000

export interface MutantEnd {
  readonly mutant: Mutant
  readonly killed: boolean
  readonly how: string
}

/**
 * Runs every mutant, `jobs` at a time, and tells which seed caught it. `failing`: the seeds that fail anyway, which say
 * nothing about a mutant.
 */
export async function runMutants(
  jobs: number,
  failing: readonly number[],
  tell: (text: string) => void,
): Promise<{ total: number; killed: number }> {
  for (const mutant of mutants) checkSource(mutant)
  const queue = [...mutants]
  let killed = 0
  const worker = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const end = await runMutant(mutant, failing)
      if (end.killed) killed += 1
      tell(`${end.killed ? 'killed  ' : 'SURVIVED'}  ${mutant.name}: ${end.how}`)
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  tell(`${killed} of ${mutants.length} mutants killed`)
  return { total: mutants.length, killed }
}

async function runMutant(mutant: Mutant, except: readonly number[]): Promise<MutantEnd> {
  const script = new URL('run-mutant.ts', import.meta.url).pathname
  const { output, code } = await runChild(
    [script, mutant.name, String(mostSeeds), except.join()],
    timeoutMs,
  )
  if (code === null) return { mutant, killed: true, how: 'it hangs' }
  // What the simulation catches ends with 0; this one does not even load.
  if (code !== 0) throw new Error(`Mutant "${mutant.name}" cannot be run:\n${output}`)
  const { seeds, failure } = JSON.parse(output) as { seeds: number; failure?: Failure }
  if (failure === undefined) return { mutant, killed: false, how: `${seeds} seeds` }
  const { guarantee, message } = failure.violation
  return {
    mutant,
    killed: true,
    how: `after ${seeds} seeds: ${guarantee}, ${message.split('\n')[0]}`,
  }
}

function checkSource(mutant: Mutant): void {
  broken(mutant, readFileSync(new URL(`../../${mutant.file}`, import.meta.url), 'utf8'))
}
