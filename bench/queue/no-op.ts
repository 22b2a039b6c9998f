import { tool } from '../../src/call/tool.ts'

/** Does nothing, on another machine. */
export const noOp = tool({ name: 'no_op', reads: [], runsIn: 'queue', execute: () => 'done' })

/** Takes its time. */
export const wait = tool({
  name: 'wait',
  runsIn: 'queue',
  reads: [],
  execute: () => new Promise((resolve) => void setTimeout(resolve, 60_000)),
})
