// One cell of one table, in a process of its own: `node --expose-gc bench/peers/cells/cell.ts <suite>
// <contestant> <part>` prints a line of JSON. Libraries may print what they like before it.
import type { Cell } from '../contest.ts'
import { contestants } from '../contestants/all.ts'
import { suites } from '../suites/all.ts'

function fail(error: unknown): Cell {
  return { kind: 'failed', error: error instanceof Error ? error.message : String(error) }
}

async function measure(suiteName: string, contestantName: string, part: string): Promise<Cell> {
  const loadSuite = suites[suiteName]
  if (loadSuite === undefined)
    throw new Error(`No suite ${suiteName}; there are ${Object.keys(suites).join(', ')}.`)
  const loadContestant = contestants[contestantName]
  if (loadContestant === undefined)
    throw new Error(
      `No contestant ${contestantName}; there are ${Object.keys(contestants).join(', ')}.`,
    )
  const suite = await loadSuite()
  return suite.measure(await loadContestant(), part)
}

const [suite = '', contestant = '', part = ''] = process.argv.slice(2)
const cell = await measure(suite, contestant, part).catch(fail)
// A tool that hangs, or a connection that is kept, must not keep the process.
process.stdout.write(`\n${JSON.stringify(cell)}\n`, () => process.exit())
