import { parseArgs } from 'node:util'

export interface CrashOptions {
  readonly rounds: number
  readonly queueRounds: number
  /** The seed of the first round; those after it have the next ones, unless one was asked for. */
  readonly seed: number
  /** One seed was asked for: every round is it. */
  readonly single: boolean
  readonly json: boolean
  /** How many rounds are played at a time. */
  readonly jobs: number
}

export const usage = `Usage: node sim/crash/run.ts [options]

  --rounds N        how many rounds with a SQLite journal (default 200)
  --queue-rounds N  how many with a queue on Redis, too (default 50)
  --seed N          play the round of this seed only; with --rounds or --queue-rounds, so many times, for
                    what a kill meets differs from time to time
  --jobs N          how many rounds to play at a time (default 2)
  --json            print { sqlite, queue, violations } and nothing else; sqlite and queue are { rounds, calls,
                    kills, events, restored, unknown, unknownNotBegun, violations, failures }
`

/** @throws {Error} that says which option is wrong. */
export function readOptions(args: readonly string[]): CrashOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      'queue-rounds': { type: 'string' },
      seed: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  })
  const single = values.seed !== undefined
  const rounds =
    values.rounds ?? (single ? (values['queue-rounds'] === undefined ? '1' : '0') : '200')
  return {
    rounds: count('rounds', rounds),
    queueRounds: count('queue-rounds', values['queue-rounds'] ?? (single ? '0' : '50')),
    seed: count('seed', values.seed ?? '1'),
    single,
    json: values.json,
    jobs: Math.max(1, count('jobs', values.jobs)),
  }
}

function count(option: string, text: string): number {
  const value = Number(text)
  if (text !== '' && Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`Expected --${option} to be a whole number, 0 or more, got "${text}".`)
}
