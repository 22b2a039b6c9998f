import { globSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { exec, root, type Outcome } from './exec.ts'

/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** `shared`: tests that can run in one process, in seconds; `isolated`: those that need a process of their own. */
export type Group = 'shared' | 'isolated'

/** A group that has not ended by then hangs, and is ended. */
const groupTimeoutMs: Readonly<Record<Group, number>> = { shared: 1_200_000, isolated: 3_000_000 }

/** Runs a group of test files under node:test and counts its tests. */
export async function runTests(
  group: Group,
  options: { readonly echo: boolean },
): Promise<Outcome & { readonly counts: Counts }> {
  const files = testFiles(group)
  if (files.length === 0)
    return { ok: true, output: '', counts: { passed: 0, failed: 0, skipped: 0 } }
  const isolation = group === 'shared' ? 'none' : 'process'
  const outcome = await exec(
    ['node', '--test', `--test-isolation=${isolation}`, '--test-reporter=spec', ...files],
    { ...options, timeoutMs: groupTimeoutMs[group] },
  )
  const counts = countsOf(outcome)
  return { ok: outcome.ok && counts.failed === 0, output: outcome.output, counts }
}

function testFiles(group: Group): string[] {
  return globSync('{test,sim}/**/*.test.ts', { cwd: root })
    .filter((file) => file.endsWith('.isolated.test.ts') === (group === 'isolated'))
    .toSorted()
}

/** Reads the closing lines of the spec reporter; a run that failed without them broke, which is one failure. */
function countsOf({ ok, output }: Outcome): Counts {
  const lines = stripVTControlCharacters(output)
  const count = (name: string): number | undefined => {
    const found = lines.match(new RegExp(`^ℹ ${name} (\\d+)$`, 'm'))?.[1]
    return found === undefined ? undefined : Number(found)
  }
  const failed = (count('fail') ?? 0) + (count('cancelled') ?? 0)
  // A test that ends the process with code 0 takes the closing lines with it.
  const broke = !ok || count('tests') === undefined
  return {
    passed: count('pass') ?? 0,
    failed: failed === 0 && broke ? 1 : failed,
    skipped: (count('skipped') ?? 0) + (count('todo') ?? 0),
  }
}

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }
}

export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
