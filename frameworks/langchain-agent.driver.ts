import { createAgent, createMiddleware } from 'langchain'
import manifest from 'langchain/package.json' with { type: 'json' }
import type { FrameworkDriver, FrameworkTask } from '../src/conformance.ts'
import { guard, softStop, type SoftStop } from '../src/langchain.ts'
import { checkpointerOf, lead, modelOf, toolsOf, type Graph } from './langchain.ts'

export const driver: FrameworkDriver = {
  name: 'LangChain createAgent',
  version: manifest.version,
  interrupts: true,
  async run(task) {
    const { signal, engine } = task
    const stop = signal && engine && softStop(signal)
    return lead(agentOf(task, stop), task, stop?.signal ?? signal, (messages) =>
      agentOf(task, undefined).invoke({ messages }, {}),
    )
  },
}

function agentOf(task: FrameworkTask, stop: SoftStop | undefined): Graph {
  const { engine, rules, around } = task
  const outside = createMiddleware({
    name: 'around',
    wrapToolCall: (request, handler) =>
      around === undefined
        ? handler(request)
        : around(request.toolCall.args as { n: number }, () => handler(request)),
  })
  const middleware = engine === undefined ? [] : [guard(engine, rules as never, { stop })]
  return createAgent({
    model: modelOf(task),
    tools: toolsOf(task),
    middleware: [...(around === undefined ? [] : [outside]), ...middleware],
    ...checkpointerOf(task),
  }) as unknown as Graph
}
