import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Agent,
  OpenAIProvider,
  Runner,
  RunState,
  setTracingDisabled,
  tool,
  type AgentInputItem,
} from '@openai/agents'
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
    interrupts: true,
    async run(task) {
      const { baseUrl, signal, engine } = task
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
      const { text, history, question } = await say(runner, agent, task, options)
      const plain = new Agent({
        name: 'agent',
        model: 'gpt-4o',
        tools: toolsOf({ ...task, engine: undefined }),
      })
      return { text, question, goOn: () => runner.run(plain, history) }
    },
  }

  async function say(
    runner: Runner,
    agent: Agent,
    task: FrameworkTask,
    options: object,
  ): Promise<Said> {
    const { prompt, answer, thread } = task
    const input = answer === undefined ? prompt : await approved(agent, task)
    const ran = isStreamed
      ? await runner.run(agent, input, { ...options, stream: true })
      : await runner.run(agent, input, options)
    if ('completed' in ran) await ran.completed
    if (ran.interruptions.length > 0 && thread !== undefined)
      writeFileSync(join(thread.dir, 'state.json'), ran.state.toString())
    // Its question is whether a call may run, asked before it does.
    const question = ran.interruptions.length > 0 ? 'May I?' : undefined
    return { text: String(ran.finalOutput), history: ran.history, question }
  }
}

interface Said {
  readonly text: string
  readonly history: AgentInputItem[]
  readonly question: string | undefined
}

/** The run that the other process left, with its question answered. */
async function approved(
  agent: Agent,
  { thread }: FrameworkTask,
): Promise<RunState<unknown, Agent>> {
  const kept = readFileSync(join(thread?.dir ?? '', 'state.json'), 'utf8')
  const state: RunState<unknown, Agent> = await RunState.fromString(agent, kept)
  for (const asked of state.getInterruptions()) state.approve(asked)
  return state
}

function toolsOf(
  { tools, engine, rules, around, thread, answer }: FrameworkTask,
  stop?: ReturnType<typeof softStop>,
) {
  const native = tools.map(({ name, execute }) => {
    const made = tool({
      name,
      description: name,
      parameters: z.object({ n: z.number() }),
      // With it a tool throws what its function throws; the guard tells the model.
      ...(engine === undefined ? {} : { errorFunction: null }),
      needsApproval: name === 'ask',
      execute: (input, _context, details) =>
        execute(input, { signal: details?.signal, ask: () => answer }),
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
