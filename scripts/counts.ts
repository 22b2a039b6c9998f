import { stripVTControlCharacters } from 'node:util'
import type { Outcome } from './exec.ts'

/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Reads the closing lines of the spec reporter; a run that failed without them broke, which is one failure. */
export function countsOf({ ok, output }: Outcome): Counts {
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

export function sumOf(all: readonly Counts[]): Counts {
  const sum = (of: (counts: Counts) => number): number =>
    all.reduce((total, counts) => total + of(counts), 0)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  }
}

export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
