// `npm run check`: what to run before a commit. Types, lint, format, build, and the quick tests.
import { sumOf, formatCounts } from './counts.ts'
import { runChains, staticChains } from './steps.ts'
import { sharedTests } from './test-run.ts'

const done = await runChains([...staticChains({ quick: true }), ...sharedTests({ quick: true })])
const counts = sumOf(done.flatMap(({ counts: some }) => some ?? []))
const failed = done.filter(({ ok }) => !ok).map(({ name }) => name)
if (counts.passed === 0) failed.push('no test ran')

console.log(formatCounts(counts))
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1
