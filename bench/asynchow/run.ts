// How fast the task graphs of AsyncHow run as plans whose steps refer to each other.
//
//   node bench/asynchow/run.ts [--file dags.jsonl] [--json]
//
// Each graph is one plan: a step a task, with references to the steps that it needs. It runs on the engine in virtual
// time, so that what is measured is when steps are started, and nothing else. `--json` prints the `Totals` of
// `evaluate.ts`, where each number is explained.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dataFolder } from '../shared-data.ts'
import { evaluate } from './evaluate.ts'
import { readGraphs } from './graphs.ts'
import { print } from './print.ts'

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: join(dataFolder, 'asynchow', 'dags.jsonl') },
    json: { type: 'boolean', default: false },
  },
})
const totals = await evaluate(readGraphs(values.file))

console.log(values.json ? JSON.stringify(totals, null, 2) : print(totals))
process.exitCode = totals.worstOverCriticalPath < 1 + 1e-9 ? 0 : 1
