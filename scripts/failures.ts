import { complaints } from './complaints.ts'
import type { Done } from './steps.ts'

/** How much of a failed step's output is repeated. */
const mostLines = 12

/** For people: which steps failed, with some of why, or with their tests that failed. */
export function formatFailures(all: readonly Done[]): string[] {
  return all
    .filter(({ ok }) => !ok)
    .flatMap(({ name, output }) => {
      const tests = failingTests(output)
      const why = tests.length > 0 ? tests : firstAndLast(complaints(output).split('\n'))
      return [`Failed: ${name}.`, ...why.map((line) => `  ${line}`)]
    })
}

/** Where each test is that failed, its name, and the first line of why. */
function failingTests(output: string): string[] {
  const entries = complaints(output).matchAll(/^test at (.+)\n✖ (.+)\n(?: *(\S.*))?/gm)
  return [...entries].map(([, at, name, why = '']) => `${at}  ${name}: ${why}`)
}

/** Of a process that was killed the last lines say so. */
function firstAndLast(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines
  const half = mostLines / 2
  const left = `… ${lines.length - mostLines} more lines …`
  return [...lines.slice(0, half), left, ...lines.slice(-half)]
}
