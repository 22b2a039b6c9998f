import { Agent, OpenAIProvider, run, Runner, setTracingDisabled, tool } from '@openai/agents'
import manifest from './node_modules/@openai/agents/package.json' with { type: 'json' }
import OpenAI from 'openai'
import { z } from 'zod'
import { guard, rule, softStop, stopBehavior } from '../src/openai-agents.ts'
import type { FrameworkDriver, FrameworkTask } from '../src/conformance.ts'

setTracingDisabled(true)

/** OpenAI Agents, streamed or whole, with the Chat Completions or the Responses API. */
export function agentsDriver(isStreamed: boolean, useResponses: boolean): FrameworkDriver {
  return {
    name: `OpenAI Agents, ${isStreamed ? 'streamed' : 'whole'}, ${useResponses ? 'Responses' : 'Chat Completions'}`,
    version: manifest.version,
    async run(task) {
      const { baseUrl, prompt, signal, engine } = task
      const stop = signal && engine && softStop(signal)
      const openAIClient = new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey: 'none', maxRetries: 0 })
      const modelProvider = new OpenAIProvider({
        openAIClient: openAIClient as never,
        useResponses,
      })
      const runner = new Runner({ modelProvider, tracingDisabled: true })
      const agent = new Agent({
        name: 'agent',
        model: 'gpt-4o',
        tools: toolsOf(task, stop),
        ...(stop === undefined ? {} : { toolUseBehavior: stopBehavior(stop) }),
      })
      const options = { signal: stop?.signal ?? signal, maxTurns: 6 }
      const { text, history } = await say(runner, agent, prompt, options)
      const plain = new Agent({
        name: 'agent',
        model: 'gpt-4o',
        tools: toolsOf({ ...task, engine: undefined }),
      })
      return { text, goOn: () => runner.run(plain, history) }
    },
  }

  async function say(
    runner: Runner,
    agent: Agent,
    prompt: string,
    options: object,
  ): Promise<{ text: string; history: Parameters<typeof run>[1] & unknown[] }> {
    if (!isStreamed) {
      const { finalOutput, history } = await runner.run(agent, prompt, options)
      return { text: String(finalOutput), history }
    }
    const streamed = await runner.run(agent, prompt, { ...options, stream: true })
    await streamed.completed
    if (streamed.error !== undefined && streamed.error !== null) throw streamed.error as Error
    return { text: String(streamed.finalOutput), history: streamed.history }
  }
}

function toolsOf(
  { tools, engine, rules, around, thread }: FrameworkTask,
  stop?: ReturnType<typeof softStop>,
) {
  const native = tools.map(({ name, execute }) => {
    const made = tool({
      name,
      description: name,
      parameters: z.object({ n: z.number() }),
      // With it a tool throws what its function throws; the guard tells the model.
      ...(engine === undefined ? {} : { errorFunction: null }),
      execute: (input, _context, details) => execute(input, { signal: details?.signal }),
    })
    const ruled = rules[name] === undefined ? made : rule(made, rules[name])
    return ruled
  })
  const guarded = engine === undefined ? native : guard(engine, native, { stop, runId: thread?.id })
  if (around === undefined) return guarded
  return guarded.map((made) => ({
    ...made,
    invoke: (...given: Parameters<typeof made.invoke>) =>
      around(JSON.parse(given[1]) as { n: number }, () => made.invoke(...given)),
  }))
}
