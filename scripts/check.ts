// `npm run check`: what to run before a commit. Types, lint, format, build, package, and the quick tests.
import { runSteps, staticSteps, type Step } from './steps.ts'
import { formatCounts, runTests } from './test-run.ts'

const tests: Step = {
  name: 'tests',
  run: async () => {
    const { ok, output, counts } = await runTests('shared', { echo: false })
    // The spec reporter repeats the failures below all that it said of the others.
    const failures = output.slice(Math.max(0, output.indexOf('✖ failing tests:')))
    return { ok: ok && counts.passed > 0, output: failures, note: formatCounts(counts) }
  },
}

const failed = await runSteps([...staticSteps, tests])
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1
