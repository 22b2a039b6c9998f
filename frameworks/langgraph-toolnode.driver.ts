import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt'
import manifest from '@langchain/langgraph/package.json' with { type: 'json' }
import type { FrameworkDriver, FrameworkTask } from '../src/conformance.ts'
import { guard, softStop, type SoftStop } from '../src/langchain.ts'
import { checkpointerOf, lead, modelOf, toolsOf, type Graph } from './langchain.ts'

export const driver: FrameworkDriver = {
  name: 'LangGraph ToolNode',
  version: manifest.version,
  interrupts: true,
  async run(task) {
    const { signal, engine } = task
    const stop = signal && engine && softStop(signal)
    return lead(graphOf(task, stop), task, stop?.signal ?? signal, (messages) =>
      graphOf(task, undefined).invoke({ messages }, {}),
    )
  },
}

function graphOf(task: FrameworkTask, stop: SoftStop | undefined): Graph {
  const { engine, rules } = task
  const native = toolsOf(task)
  const tools = engine === undefined ? native : guard.tools(engine, native, rules, { stop })
  const model = modelOf(task).bindTools(native)
  return new StateGraph(MessagesAnnotation)
    .addNode('agent', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addNode('tools', new ToolNode(around(task, tools)))
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', toolsCondition, ['tools', END])
    .addConditionalEdges('tools', () => (stop?.reached() === true ? END : 'agent'), ['agent', END])
    .compile(checkpointerOf(task)) as unknown as Graph
}

function around<Tool extends { invoke(call: never, config: never): unknown }>(
  { around: with_ }: FrameworkTask,
  tools: readonly Tool[],
): Tool[] {
  if (with_ === undefined) return [...tools]
  return tools.map((tool) =>
    Object.create(tool, {
      invoke: {
        value: (call: { args: { n: number } }, config: object) =>
          with_(call.args, () => tool.invoke(call as never, config as never)),
      },
    }),
  )
}
