// `npm run sim`: runs the engine under a virtual clock through seeded random toolsets and turns, and checks its guarantees.
import { explain } from './explain.ts'
import { makePlan } from './generate/plan.ts'
import { runJobs } from './jobs.ts'
import { runMutants } from './mutants/run-mutants.ts'
import { readOptions, usage, type SimOptions } from './options.ts'
import { planText } from './plan-text.ts'
import { addTallies, type Tally } from './seeds.ts'
import { trace } from './trace-plan.ts'

/** Failing seeds that are explained at length; of others only the number is told. */
const mostExplained = 3

async function main(options: SimOptions): Promise<boolean> {
  const { from, seeds, jobs, json, single, only } = options
  // Also with `--json` it is said which seeds failed.
  const tell = (text: string): void => (json ? console.error(text) : console.log(text))
  if (single && options.trace) await tellAll(from)
  const began = performance.now()
  const seconds = (): number => (performance.now() - began) / 1000
  let tally: Tally = addTallies([])
  const stop = (): void => {
    tell(`Stopped. ${summary(tally, seconds())}`)
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
  tally = await runJobs(from, seeds, { jobs, only }, (soFar) => {
    tally = soFar
    if (!json && process.stderr.isTTY) process.stderr.write(`\r${soFar.seeds} seeds`)
  })
  for (const failure of tally.failures.slice(0, mostExplained))
    tell(`\n${await explain(failure)}\n`)
  tell(summary(tally, seconds()))
  const mutants = options.mutants
    ? await runMutants(
        jobs,
        tally.failures.map(({ seed }) => seed),
        tell,
      )
    : { total: 0, killed: 0, undecided: 0 }
  const { calls, failures } = tally
  if (json) console.log(JSON.stringify({ seeds, calls, failures: failures.length, mutants }))
  return failures.length === 0 && mutants.killed === mutants.total
}

async function tellAll(seed: number): Promise<void> {
  const plan = makePlan(seed)
  const { lines, message } = await trace(plan)
  console.log(`${planText(plan)}\n\n${lines.join('\n')}\n${message}`)
}

function summary({ seeds, calls, failures }: Tally, seconds: number): string {
  const bad = failures.map(({ seed }) => seed)
  const list = bad.length > 20 ? `${bad.slice(0, 20).join(', ')}, …` : bad.join(', ')
  const verdict = bad.length === 0 ? 'no failures' : `${bad.length} FAILED: ${list}`
  return `${seeds} seeds, ${calls} calls in ${seconds.toFixed(1)} s: ${verdict}`
}

function optionsOrUsage(): SimOptions | undefined {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return undefined
  }
}

const options = optionsOrUsage()
process.exitCode = options === undefined ? 2 : (await main(options)) ? 0 : 1
