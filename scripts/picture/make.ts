// `npm run picture`: runs an agent and draws the run, as docs/charts/timeline.svg.
import { writeFile } from 'node:fs/promises'
import { customerRun } from './customer-run.ts'
import { draw } from './draw.ts'

const file = new URL('../../docs/charts/timeline.svg', import.meta.url)

// The first run in a process compiles what it runs.
await customerRun(16)
const { timeline, callsMs } = await customerRun(16)
const alone = await customerRun(1)
const footer = `${rounded(callsMs)} ms from the first call to the last result; one by one it is ${rounded(alone.callsMs)} ms.`
const svg = draw({
  title: `Five tool calls of one message on a timeline. Three lookups run at once while the message still streams; a change waits for the lookup of the same customer. ${footer}`,
  rows: timeline.rows,
  endMs: timeline.endMs,
  writers: ['change_plan', 'add_note'],
  footer,
})
await writeFile(file, svg)
console.log(footer)

function rounded(ms: number): string {
  return (Math.round(ms / 10) * 10).toLocaleString('en')
}
