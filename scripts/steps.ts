import { availableParallelism } from 'node:os'
import { type Counts, formatCounts } from './counts.ts'
import { complaints } from './complaints.ts'
import { exec, type ExecOptions, type Outcome } from './exec.ts'

/** One thing that must be right. */
export interface Step {
  readonly name: string
  run(): Promise<Ran>
}

export interface Ran extends Outcome {
  /** Of a step that runs tests. */
  readonly counts?: Counts
}

/** A step that has run. */
export interface Done extends Ran {
  readonly name: string
}

/** Steps of which each needs what the one before it made. */
export type Chain = readonly Step[]

/** How many processes are kept busy at a time. */
export const lanes: number = Math.min(4, availableParallelism())

const command = (name: string, words: readonly string[], options?: ExecOptions): Step => ({
  name,
  run: () => exec(words, options),
})

/** What was right, and has not changed since, is not looked at again. A fresh clone has nothing of it. */
const known = ['--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo']
const cached = ['--cache', '--cache-strategy', 'content']

const packageSteps = [
  command('publint', ['publint', '--strict']),
  command(
    'attw',
    ['attw', '--pack', '.', '--profile', 'esm-only', '--no-emoji', '--no-color'],
    // Packing would build a second time.
    { env: { npm_config_ignore_scripts: 'true' } },
  ),
]

/**
 * All that is checked without running the code. `quick`: not whether the package is as npm and its users want it, which
 * hardly a change touches.
 */
export const staticChains = ({ quick }: { readonly quick: boolean }): readonly Chain[] => [
  [command('format', ['prettier', '--check', ...cached, '--log-level', 'warn', '.'])],
  [command('types', ['tsc', '-p', 'tsconfig.json', ...known])],
  [command('page types', ['tsc', '-p', 'tsconfig.page.json', '--noEmit'])],
  [command('lint', ['oxlint', '--deny-warnings'])],
  [
    // The types are checked beside it.
    command('build', [
      'node',
      'scripts/build.ts',
      '--no-check',
      ...(quick ? ['--types-only'] : []),
    ]),
    ...(quick ? [] : packageSteps),
  ],
]

/** Runs every step, also after a failure, a chain in each lane. Tells of each as it ends. */
export async function runChains(
  chains: readonly Chain[],
  tell: (done: Done, seconds: string) => void = tellBriefly,
): Promise<Done[]> {
  const all: Done[] = []
  const left = chains.values()
  const lane = async (): Promise<void> => {
    // The lanes share one iterator: each takes the next chain that none has taken.
    for (const chain of left)
      for (const step of chain) {
        const start = performance.now()
        const done = { name: step.name, ...(await step.run()) }
        tell(done, ((performance.now() - start) / 1000).toFixed(1))
        all.push(done)
      }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return all
}

/** A line, and why it failed. */
export function tellBriefly({ ok, name, output, counts }: Done, seconds: string): void {
  const note = counts === undefined ? '' : formatCounts(counts)
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(10)} ${seconds.padStart(5)} s  ${note}`)
  if (!ok) console.log(complaints(output).trimEnd().replaceAll(/^/gm, '        '))
}
