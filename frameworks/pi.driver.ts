import { Agent, type AgentMessage, type AgentTool } from '@earendil-works/pi-agent-core'
import manifest from '@earendil-works/pi-agent-core/package.json' with { type: 'json' }
import { streamSimple } from '@earendil-works/pi-ai/api/openai-completions'
import { int, obj } from '@earendil-works/pi-schema'
import type { FrameworkDriver, FrameworkTask, TaskTool } from '../src/conformance.ts'
import { guard, rule } from '../src/pi.ts'

export const driver: FrameworkDriver = {
  name: 'pi',
  version: manifest.version,
  async run(task) {
    const { baseUrl, prompt, signal, engine, thread, rules } = task
    const native = task.tools.map(toolOf)
    const tools =
      engine === undefined
        ? native
        : guard(
            engine,
            native.map((tool) => rule(tool, rules[tool.name] ?? {})),
            { messages: () => agent.state.messages, runId: thread?.id },
          )
    const agent: Agent = agentOf(baseUrl, around(task, tools))
    signal?.addEventListener('abort', () => agent.abort())
    await agent.prompt(prompt)
    return {
      text: lastText(agent.state.messages),
      goOn: async () => {
        const next = agentOf(baseUrl, tools)
        // What was aborted was not said.
        const kept = agent.state.messages.filter(
          (message) => !(message.role === 'assistant' && message.stopReason === 'aborted'),
        )
        next.state.messages = kept
        await next.continue()
      },
    }
  },
}

type PiTool = AgentTool<typeof parameters>

const parameters = obj({ n: int() })

function toolOf({ name, execute }: TaskTool): PiTool {
  return {
    name,
    label: name,
    description: name,
    parameters,
    execute: async (_id, input, signal) => {
      const text = String(await execute(input, { signal }))
      return { content: [{ type: 'text', text }], details: undefined }
    },
  }
}

function agentOf(baseUrl: string, tools: PiTool[]): Agent {
  return new Agent({
    initialState: {
      systemPrompt: 'Help.',
      tools,
      model: {
        id: 'gpt-4o',
        name: 'gpt-4o',
        api: 'openai-completions',
        provider: 'openai',
        baseUrl: `${baseUrl}/v1`,
        reasoning: false,
        input: ['text'],
        cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
        contextWindow: 100_000,
        maxTokens: 1_000,
      },
    },
    getApiKey: () => 'none',
    streamFn: streamSimple as never,
  })
}

function around({ around: with_ }: FrameworkTask, tools: PiTool[]): PiTool[] {
  if (with_ === undefined) return tools
  return tools.map((tool) => ({
    ...tool,
    execute: (id, input, ...rest) => with_(input, () => tool.execute(id, input, ...rest)),
  }))
}

function lastText(messages: readonly AgentMessage[]): string | undefined {
  const last = messages.at(-1)
  if (last?.role !== 'assistant') return undefined
  return last.content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}
