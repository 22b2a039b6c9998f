import { Agent } from '@mastra/core/agent'
import { Mastra } from '@mastra/core/mastra'
import manifest from '@mastra/core/package.json' with { type: 'json' }
import { createTool } from '@mastra/core/tools'
import { createOpenAI } from 'ai-sdk-openai-3'
import { join } from 'node:path'
import { z } from 'zod'
import type { FrameworkDriver, FrameworkTask, TaskTool } from '../src/conformance.ts'
import { guard, softStop } from '../src/mastra.ts'
import { fileStore } from './mastra-store.ts'

/** Mastra's agent, streamed or whole. */
export function mastraDriver(isStreamed: boolean): FrameworkDriver {
  return {
    name: `Mastra ${isStreamed ? 'stream' : 'generate'}`,
    version: manifest.version,
    interrupts: true,
    async run(task) {
      const { baseUrl, prompt, signal, engine, thread } = task
      const stop = signal && engine && softStop(signal)
      const native = toolsOf(task.tools)
      const tools = around(
        task,
        engine === undefined ? native : guard(engine, native, task.rules as never, { stop }),
      )
      const model = createOpenAI({ baseURL: `${baseUrl}/v1`, apiKey: 'none' }).chat('gpt-4o')
      const mastra = new Mastra({
        agents: {
          agent: new Agent({
            id: 'agent',
            name: 'agent',
            instructions: 'Help.',
            model: model as never,
            tools: tools as never,
          }),
        },
        logger: false,
        ...(thread && { storage: fileStore(join(thread.dir, 'mastra.json')) }),
      })
      const agent = mastra.getAgent('agent')
      const user = { role: 'user', content: prompt }
      const options = {
        maxSteps: 6,
        runId: thread?.id,
        abortSignal: stop?.signal ?? signal,
        ...(stop && { stopWhen: stop.reached }),
        // Mastra's own bound is 10; the engine has one.
        ...(engine && { toolCallConcurrency: 1_000 }),
      }
      const { text, messages, question } = await (task.answer === undefined
        ? say(agent, [user], options)
        : say(agent, undefined, options, { answer: task.answer }))
      return { text, question, goOn: () => say(agent, [user, ...messages], {}) }
    },
  }

  async function say(
    agent: Agent,
    messages: readonly object[] | undefined,
    options: object,
    answer?: { readonly answer: string },
  ): Promise<Said> {
    const given = messages as never
    const from = { modelSettings: { maxRetries: 0 }, ...options }
    if (!isStreamed) {
      const { text, response, suspendPayload } = await (answer === undefined
        ? agent.generate(given, from)
        : agent.resumeGenerate(answer, from))
      return { text, messages: response.messages ?? [], question: suspendPayload }
    }
    const streamed = await (answer === undefined
      ? agent.stream(given, from)
      : agent.resumeStream(answer, from))
    await streamed.consumeStream()
    const response = (await streamed.response) as Partial<Said>
    return {
      text: await streamed.text,
      messages: response.messages ?? [],
      question: await streamed.suspendPayload,
    }
  }
}

interface Said {
  readonly text: string
  readonly messages: readonly object[]
  readonly question: unknown
}

/** Mastra's tools suspend by returning; the suite's ask by throwing. */
class Asked {
  readonly question: string

  constructor(question: string) {
    this.question = question
  }
}

type Executable = { execute: (input: { n: number }, context: object) => unknown }

function toolsOf(tools: readonly TaskTool[]): Record<string, Executable> {
  const made = tools.map(({ name, execute }) => [
    name,
    createTool({
      id: name,
      description: name,
      inputSchema: z.object({ n: z.number() }),
      execute: async (input, { abortSignal, agent }) => {
        const { answer } = (agent?.resumeData ?? {}) as { readonly answer?: string }
        const ask = (question: string): unknown => {
          if (answer === undefined) throw new Asked(question)
          return answer
        }
        try {
          return await execute(input, { signal: abortSignal, ask })
        } catch (error) {
          if (!(error instanceof Asked)) throw error
          return agent?.suspend({ question: error.question })
        }
      },
    }),
  ])
  return Object.fromEntries(made) as Record<string, Executable>
}

function around({ around: with_ }: FrameworkTask, tools: Record<string, Executable>): object {
  if (with_ === undefined) return tools
  const wrapped = Object.entries(tools).map(([name, tool]) => [
    name,
    Object.assign(Object.create(Object.getPrototypeOf(tool) as object) as object, tool, {
      execute: (input: { n: number }, context: object) =>
        with_(input, () => tool.execute(input, context)),
    }),
  ])
  return Object.fromEntries(wrapped) as object
}
