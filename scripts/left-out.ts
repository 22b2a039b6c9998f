import { stripVTControlCharacters } from 'node:util'

/** Tests that were skipped for one reason. */
export interface LeftOut {
  readonly reason: string
  readonly tests: readonly string[]
}

/** Finds what was skipped, and why, in what the spec reporter of node:test prints. */
export function leftOut(output: string): LeftOut[] {
  const lines = stripVTControlCharacters(output).matchAll(/^ *﹣ (.+) \([\d.]+ms\) # (.+)$/gm)
  const skipped = [...lines].map(([, test = '', reason = '']) => ({ test, reason }))
  return [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, tests]) => ({
    reason,
    tests: tests.map(({ test }) => test),
  }))
}

/** For people: each reason, which says how to have them run, and the tests that it kept from running. */
export function formatLeftOut(all: readonly LeftOut[]): string[] {
  return all.flatMap(({ reason, tests }) => [
    `Left out: ${reason}.`,
    ...tests.map((test) => `  - ${test}`),
  ])
}
