// Whether the nested calls of NESTFUL run right, as plans whose steps refer to each other.
//
//   node bench/nestful/run.ts [--file plans.jsonl] [--json]
//
// Each plan is one call of `batch`: a step a call, with references to the steps that it needs; `var_result` is the answer, and no call.
// Every call takes as long as any other, in virtual time, and returns something of its own at every place that somebody refers to. `--json`
// prints the `Totals` of `evaluate.ts`, where each number is explained.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dataFolder } from '../shared-data.ts'
import { evaluate } from './evaluate.ts'
import { readPlans } from './plans.ts'
import { print } from './print.ts'

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: join(dataFolder, 'field', 'nestful', 'plans.jsonl') },
    json: { type: 'boolean', default: false },
  },
})
const totals = await evaluate(readPlans(values.file))

console.log(values.json ? JSON.stringify(totals, null, 2) : print(totals))
process.exitCode = totals.wrong.length === 0 ? 0 : 1
