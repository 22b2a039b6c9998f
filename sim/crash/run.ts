// `npm run crash`: real processes, killed at random moments, and what they leave behind checked against a ledger.
import { readOptions, usage, type CrashOptions } from './options.ts'
import { noQueue, playRounds } from './rounds.ts'
import { tallyText, type Tally } from './tally.ts'

async function main(options: CrashOptions): Promise<boolean> {
  const { rounds, queueRounds, json } = options
  if (queueRounds > 0 && noQueue !== undefined) {
    console.error(
      `The rounds with a queue cannot be played: ${noQueue}. Or leave them out: --queue-rounds 0.`,
    )
    return false
  }
  const sqlite = await play('SQLite', false, rounds, options)
  const queue = await play('SQLite and BullMQ on Redis', true, queueRounds, options)
  if (json)
    console.log(JSON.stringify({ sqlite, queue, violations: sqlite.violations + queue.violations }))
  return sqlite.violations + queue.violations === 0
}

async function play(
  what: string,
  queue: boolean,
  rounds: number,
  { seed, single, json, jobs }: CrashOptions,
): Promise<Tally> {
  const tell = (text: string): void => (json ? console.error : console.log)(text)
  const seedOf = (round: number): number => (single ? seed : seed + round)
  const began = performance.now()
  const tally = await playRounds({ queue, rounds, jobs, seedOf, tell, onRound: progress })
  if (!json && rounds > 0) tell(tallyText(what, tally, (performance.now() - began) / 1_000))
  return tally
}

function progress({ rounds, violations }: Tally): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${rounds} rounds\r`)
  else if (rounds % 25 === 0) process.stderr.write(`${rounds} rounds, ${violations} violations\n`)
}

function optionsOrUsage(): CrashOptions | undefined {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return undefined
  }
}

const options = optionsOrUsage()
process.exitCode = options === undefined ? 2 : (await main(options)) ? 0 : 1
