import { globSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { countsOf } from './counts.ts'
import { exec, root } from './exec.ts'
import { lanes, type Chain, type Step } from './steps.ts'

/** A test that waits forever fails by then, under its name. */
const testTimeoutMs = 480_000
/** A process that has not ended by then is in a loop that has no end, and hears nothing. */
const processTimeoutMs = 900_000

/** What Node.js has compiled is kept from one process to the next, types stripped. */
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') }

/** A tenth of the random cases. */
const quickly = { FANFOLD_QUICK: '1' }

/**
 * Tests that can share a process, dealt out to some: three for each lane, so that none is busy alone for long. Those of
 * one folder stay together, for they load the same. Those of the repository parse all of it, once, and keep that: tests
 * which collect garbage would look through it again and again, so these have a process to themselves.
 */
export function sharedTests({ quick }: { readonly quick: boolean }): readonly Chain[] {
  const total = 3 * lanes
  const [repo = [], others = []] = [true, false].map((is) =>
    testFiles('shared').filter((file) => (dirname(file) === 'test/repo') === is),
  )
  return [repo, ...dealt(others, total - 1)].map((files, at) => {
    const name = `tests ${at + 1}/${total}`
    return [
      quick
        ? testStep(name, ['scripts/quick-tests.ts', ...files], quickly)
        : testStep(name, ['--test', '--test-isolation=none', ...files]),
    ]
  })
}

/** Those of the code, with a tenth of their random cases, on another Node.js. */
export function testsOn(program: string, version: string): readonly Chain[] {
  const isolation =
    Number.parseInt(version, 10) < 24 ? 'experimental-test-isolation' : 'test-isolation'
  const files = testFiles('shared').filter((file) => dirname(file) !== 'test/repo')
  return dealt(files, 2 * lanes).map((some, at) => [
    testStep(`tests ${at + 1}`, ['--test', `--${isolation}=none`, ...some], quickly, program),
  ])
}

/** Tests that need a process of their own, each file in one. */
export function isolatedTests(): readonly Chain[] {
  return testFiles('isolated').map((file) => [testStep(file, [file])])
}

/** The folders, each with all its files, dealt out so that all are about as long: the longest first. */
function dealt(files: readonly string[], parts: number): string[][] {
  const all = Array.from({ length: parts }, () => ({ files: [] as string[], size: 0 }))
  const folders = [...Map.groupBy(files, dirname).values()].map((some) => ({
    some,
    size: some.reduce((sum, file) => sum + statSync(join(root, file)).size, 0),
  }))
  for (const { some, size } of folders.toSorted((a, b) => b.size - a.size)) {
    const least = all.reduce((one, other) => (other.size < one.size ? other : one))
    least.files.push(...some)
    least.size += size
  }
  return all.map((part) => part.files)
}

function testStep(
  name: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
  program = 'node',
): Step {
  return {
    name,
    run: async () => {
      const options = [
        `--test-timeout=${testTimeoutMs}`,
        '--test-reporter=spec',
        '--import=./test/support/random-cases.ts',
      ]
      const outcome = await exec([program, ...options, ...words], {
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
