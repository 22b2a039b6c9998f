import { parseArgs } from 'node:util'

export interface SimOptions {
  /** The first seed, and how many. */
  readonly from: number
  readonly seeds: number
  /** A single seed was asked for: all about it is told. */
  readonly single: boolean
  readonly trace: boolean
  /** The one simulation to run, by name; without it, all. */
  readonly only: string | undefined
  readonly json: boolean
  readonly mutants: boolean
  /** How many processes. */
  readonly jobs: number
}

export const usage = `Usage: node sim/run.ts [options]

  --seeds N    how many seeds to run (default 2000)
  --from N     the first seed (default 1)
  --seed N     run this one only
  --trace      with --seed: tell all that happens
  --only NAME  run this simulation only, as the README lists them
  --mutants    also run the broken schedulers, each of which has to be caught
  --jobs N     how many processes to use (default 1)
  --json       print { seeds, calls, failures, mutants: { total, killed, undecided } } on standard output, all else on standard error; implies --mutants
`

/** @throws {Error} that says which option is wrong. */
export function readOptions(args: readonly string[]): SimOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '2000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '1' },
    },
  })
  const single = values.seed !== undefined
  return {
    from: count('from', values.seed ?? values.from),
    seeds: single ? 1 : count('seeds', values.seeds),
    single,
    trace: values.trace,
    only: values.only,
    json: values.json,
    mutants: values.mutants || (values.json && !single),
    jobs: Math.max(1, count('jobs', values.jobs)),
  }
}

function count(option: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`Expected --${option} to be a whole number, 0 or more, got "${text}".`)
}
