import { globSync } from 'node:fs'
import { join } from 'node:path'
import { countsOf } from './counts.ts'
import { exec, root } from './exec.ts'
import { lanes, type Chain, type Step } from './steps.ts'

/** A test that waits forever fails by then, under its name. */
const testTimeoutMs = 480_000
/** A process that has not ended by then is in a loop that has no end, and hears nothing. */
const processTimeoutMs = 900_000

/** What Node.js has compiled is kept from one process to the next, types stripped. */
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') }

/** Tests that can share a process, dealt out to some: three for each lane, so that none is busy alone for long. */
export function sharedTests({ quick }: { readonly quick: boolean }): readonly Chain[] {
  const total = 3 * lanes
  const all = testFiles('shared')
  return Array.from({ length: total }, (_, at) => {
    const files = all.filter((_file, index) => index % total === at)
    const name = `tests ${at + 1}/${total}`
    return [
      quick
        ? testStep(name, ['scripts/quick-tests.ts', ...files], { FANFOLD_QUICK: '1' })
        : testStep(name, ['--test', '--test-isolation=none', ...files]),
    ]
  })
}

/** Tests that need a process of their own, each file in one. */
export function isolatedTests(): readonly Chain[] {
  return testFiles('isolated').map((file) => [testStep(file, [file])])
}

function testStep(
  name: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Step {
  return {
    name,
    run: async () => {
      const options = [
        `--test-timeout=${testTimeoutMs}`,
        '--test-reporter=spec',
        '--import=./test/support/random-cases.ts',
      ]
      const outcome = await exec(['node', ...options, ...words], {
        env: { ...env, ...more },
        timeoutMs: processTimeoutMs,
      })
      const counts = countsOf(outcome)
      return { ok: outcome.ok && counts.failed === 0, output: outcome.output, counts }
    },
  }
}

function testFiles(group: 'shared' | 'isolated'): string[] {
  return globSync('{test,sim}/**/*.test.ts', { cwd: root })
    .filter((file) => file.endsWith('.isolated.test.ts') === (group === 'isolated'))
    .toSorted()
}
