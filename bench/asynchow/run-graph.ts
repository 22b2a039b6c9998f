import { tool } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep } from '../../src/util/clock.ts'
import type { TaskGraph } from './graphs.ts'

/** Runs a graph as one plan in virtual time, a second as a millisecond, and says how many seconds it took. */
export async function runGraph(graph: TaskGraph, concurrency: number): Promise<number> {
  const clock = virtualClock()
  let done = 0
  const doTask = tool({
    name: 'do_task',
    reads: [],
    execute: async ({ seconds }, { signal }) => {
      await sleep(clock, Number(seconds), signal)
      done += 1
      return 'done'
    },
  })
  const tools = [doTask]
  const engine = createEngine({ clock, tools, batch: true, concurrency, timeoutMs: Infinity })
  const plan = { id: 'plan', name: 'batch', input: { steps: toSteps(graph) } }
  const { results } = await clock.run(engine.execute([plan]))
  if (done !== graph.tasks.length)
    throw new Error(`Expected ${graph.id} to be done, but: ${JSON.stringify(results[0]?.content)}`)
  return clock.now()
}

/** A task's step has references to the results of the tasks that it needs, and to nothing else. */
function toSteps({ tasks }: TaskGraph): object[] {
  return tasks.map(({ id, seconds, needs }) => ({
    id: `task_${id}`,
    tool: 'do_task',
    input: { seconds, after: needs.map((need) => `\${task_${need}}`) },
  }))
}
