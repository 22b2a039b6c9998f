import { exec, type Outcome } from './exec.ts'

/** One thing that must be right. */
export interface Step {
  readonly name: string
  run(): Promise<Outcome & { readonly note?: string }>
}

const command = (name: string, ...words: string[]): Step => ({ name, run: () => exec(words) })

/** All that is checked without running the code. Build comes before what looks at `dist/`. */
export const staticSteps: readonly Step[] = [
  command('types', 'tsc', '-p', 'tsconfig.json'),
  command('lint', 'oxlint', '--deny-warnings'),
  command('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  command('build', 'node', 'scripts/build.ts'),
  command('publint', 'publint', '--strict'),
  command('attw', 'attw', '--pack', '.', '--profile', 'esm-only', '--no-emoji', '--no-color'),
]

/** Runs every step, also after a failure, and returns the names of those that failed. */
export async function runSteps(steps: readonly Step[]): Promise<string[]> {
  const failed: string[] = []
  for (const step of steps) {
    const start = performance.now()
    const { ok, output, note = '' } = await step.run()
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(
      `${ok ? 'ok    ' : 'FAILED'}  ${step.name.padEnd(10)} ${seconds.padStart(5)} s  ${note}`,
    )
    if (ok) continue
    failed.push(step.name)
    console.log(output.trimEnd().replaceAll(/^/gm, '        '))
  }
  return failed
}
