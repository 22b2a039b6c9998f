import type { Cell, Suite } from '../contest.ts'
import { parts } from './cold/parts.ts'
import { runProgram } from './cold/run-program.ts'

export const cold: Suite = {
  name: 'cold',
  title: 'From nothing to the first result',
  method:
    'A program in a process of its own that imports its library, makes client, tool and agent, and runs one turn of three calls that ' +
    'answer at once; the responses come from memory. It is plain JavaScript, Fanfold is what npm run build makes, and no compile cache ' +
    'is used. What it sent is read: it must hold the three results. The wall time is that of the process, from starting it to its end. ' +
    'The first run is from making the client to the answer, and the first turn from the first response to the next request, both with ' +
    'everything imported. Medians of twenty-one processes each, by turns in a changing order. Each library is told its tool’s schema ' +
    'in JSON Schema, and with Zod, which then is imported, too. Bare Node is an empty program.',
  timeoutMs: 60_000,
  byTurns: { groups: [parts], processes: 21, quickProcesses: 3 },
  async measure(_contestant, part): Promise<Cell> {
    return { kind: 'measured', figures: { ...(await runProgram(part)) } }
  },
}
