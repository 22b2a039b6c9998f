import { tool } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep } from '../../src/util/clock.ts'
import type { TaskGraph } from './graphs.ts'
import { runSteps, type Step } from './run-steps.ts'

/** Runs a graph as one plan in virtual time, a second as a millisecond, and says how many seconds it took. */
export async function runGraph(graph: TaskGraph, concurrency: number): Promise<number> {
  const clock = virtualClock()
  const doTask = tool({
    name: 'do_task',
    reads: [],
    execute: async ({ seconds }, { signal }) => {
      await sleep(clock, Number(seconds), signal)
      return 'done'
    },
  })
  const engine = createEngine({ clock, tools: [doTask], concurrency, timeoutMs: Infinity })
  await clock.run(runSteps(engine, toSteps(graph)))
  return clock.now()
}

/** A task's step has references to the results of the tasks that it needs, and to nothing else. */
function toSteps({ tasks }: TaskGraph): Step[] {
  return tasks.map(({ id, seconds, needs }) => ({
    id: `task_${id}`,
    tool: 'do_task',
    input: { seconds, after: needs.map((need) => `\${task_${need}}`) },
  }))
}
