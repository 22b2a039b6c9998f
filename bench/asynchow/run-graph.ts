import { tool, type AnyTool } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep, type Clock } from '../../src/util/clock.ts'
import type { Task, TaskGraph } from './graphs.ts'

/**
 * Runs a graph as one plan in virtual time, a second as a millisecond, so many times on one engine, and says how many seconds
 * it took the last time. Each task is a tool of its own: from the second time on the engine has seen how long it takes.
 */
export async function runGraph(graph: TaskGraph, concurrency: number, times = 1): Promise<number> {
  const clock = virtualClock()
  let done = 0
  const tools = graph.tasks.map((task) => toTool(task, clock, () => (done += 1)))
  const engine = createEngine({ clock, tools, batch: true, concurrency, timeoutMs: Infinity })
  const plan = { id: 'plan', name: 'batch', input: { steps: toSteps(graph) } }
  let beganMs = 0
  for (let run = 1; run <= times; run += 1) {
    beganMs = clock.now()
    const { results } = await clock.run(engine.execute([plan]))
    if (done !== run * graph.tasks.length)
      throw new Error(
        `Expected ${graph.id} to be done, but: ${JSON.stringify(results[0]?.content)}`,
      )
  }
  return clock.now() - beganMs
}

function toTool({ id, seconds }: Task, clock: Clock, onDone: () => void): AnyTool {
  return tool({
    name: `do_${id}`,
    reads: [],
    execute: async (_input: unknown, { signal }) => {
      await sleep(clock, seconds, signal)
      onDone()
      return 'done'
    },
  }) as AnyTool
}

/** A task's step has references to the results of the tasks that it needs, and to nothing else. */
function toSteps({ tasks }: TaskGraph): object[] {
  return tasks.map(({ id, needs }) => ({
    id: `task_${id}`,
    tool: `do_${id}`,
    input: { after: needs.map((need) => `\${task_${need}}`) },
  }))
}
