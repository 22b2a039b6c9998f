// `npm test`: everything. The static checks and the tests that share processes, then those with a process each; what was
// left out, and how to have it; what failed, and why; the last line counts the tests.
import { formatCounts, sumOf } from './counts.ts'
import { formatFailures } from './failures.ts'
import { formatLeftOut, leftOut } from './left-out.ts'
import { type Done, runChains, staticChains, tellBriefly } from './steps.ts'
import { isolatedTests, sharedTests } from './test-run.ts'

const done = [
  ...(await runChains([...staticChains({ quick: false }), ...sharedTests({ quick: false })], tell)),
  ...(await runChains(isolatedTests(), tell)),
]
const counts = sumOf(done.flatMap(({ counts: some }) => some ?? []))
const skipped = leftOut(done.map(({ output }) => output).join('\n'))

console.log()
for (const line of [...formatLeftOut(skipped), ...formatFailures(done)]) console.log(line)
console.log(formatCounts(counts))
process.exitCode = done.every(({ ok }) => ok) && counts.passed > 0 ? 0 : 1

/** Every test by its name, one process after the other. */
function tell(ran: Done, seconds: string): void {
  if (ran.ok && ran.counts !== undefined) console.log(ran.output.trimEnd())
  tellBriefly(ran, seconds)
}
