/**
 * `npm run check:nodes`: the tests of the code that share processes, with a tenth of their random cases, on every Node.js that Fanfold
 * supports, one after the other. `-- --only 22` for those whose version begins so. Install the others first:
 * `npm ci --prefix nodes`. Counts stand in the last lines.
 */
import { parseArgs } from 'node:util'
import { type Counts, formatCounts, sumOf } from './counts.ts'
import { missingNode, otherNodes, type NodeVersion } from './nodes.ts'
import { runChains } from './steps.ts'
import { testsOn } from './test-run.ts'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const own: NodeVersion = { version: process.versions.node, program: process.execPath }
const chosen = [...otherNodes(), own]
  .filter(({ version }) => version.startsWith(values.only))
  .toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }))

const told: (readonly [version: string, counts: Counts | string])[] = []
let ok = chosen.length > 0
for (const node of chosen) {
  const missing = missingNode(node)
  if (missing !== false || node.program === undefined) {
    told.push([node.version, `not tried, for ${missing}`])
    ok = false
    continue
  }
  console.log(`Node.js ${node.version}`)
  const done = await runChains(testsOn(node.program, node.version))
  const counts = sumOf(done.flatMap(({ counts: some }) => some ?? []))
  ok &&= counts.failed === 0 && counts.passed > 0
  told.push([node.version, counts])
}

for (const [version, counts] of told)
  console.log(`Node.js ${version}: ${typeof counts === 'string' ? counts : formatCounts(counts)}`)
if (chosen.length === 0) console.log(`Expected --only to begin a version, got "${values.only}".`)
process.exitCode = ok ? 0 : 1
