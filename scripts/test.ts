// `npm test`: everything. The static checks first, then every test; what was left out, and how to have it; the last line
// counts the tests of both groups.
import { formatLeftOut, leftOut } from './left-out.ts'
import { runSteps, staticSteps } from './steps.ts'
import { addCounts, formatCounts, runTests } from './test-run.ts'

const failedSteps = await runSteps(staticSteps)
const shared = await runTests('shared', { echo: true })
const isolated = await runTests('isolated', { echo: true })
const counts = addCounts(shared.counts, isolated.counts)

console.log()
for (const line of formatLeftOut(leftOut(shared.output + isolated.output))) console.log(line)
if (failedSteps.length > 0) console.log(`Failed before the tests: ${failedSteps.join(', ')}.`)
console.log(formatCounts(counts))

const ok = failedSteps.length === 0 && shared.ok && isolated.ok && counts.passed > 0
process.exitCode = ok ? 0 : 1
