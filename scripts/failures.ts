import { stripVTControlCharacters } from 'node:util'
import type { Done } from './steps.ts'

/** How much of a failed step's output is repeated. */
const mostLines = 12

/** For people: which steps failed, with the first lines of why, or with their tests that failed. */
export function formatFailures(all: readonly Done[]): string[] {
  return all
    .filter(({ ok }) => !ok)
    .flatMap(({ name, output }) => {
      const tests = failingTests(output)
      const why = tests.length > 0 ? tests : firstLines(output)
      return [`Failed: ${name}.`, ...why.map((line) => `  ${line}`)]
    })
}

/** Where each test is that failed, its name, and the first line of why, from the end of what the spec reporter prints. */
function failingTests(output: string): string[] {
  const [, list = ''] = stripVTControlCharacters(output).split('\n✖ failing tests:\n')
  const entries = list.matchAll(/^test at (.+)\n✖ (.+)\n(?: *(\S.*))?/gm)
  return [...entries].map(([, at, name, why = '']) => `${at}  ${name}: ${why}`)
}

/** Of a process that was killed the last lines say so. */
function firstLines(output: string): string[] {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => line.trim() !== '')
  if (lines.length <= mostLines) return lines
  const half = mostLines / 2
  return [
    ...lines.slice(0, half),
    `… ${lines.length - mostLines} more lines …`,
    ...lines.slice(-half),
  ]
}
