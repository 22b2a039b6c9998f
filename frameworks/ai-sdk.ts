import { z } from 'zod'
import { guard, softStop } from '../src/ai-sdk.ts'
import type { FrameworkDriver, FrameworkTask, TaskTool } from '../src/conformance.ts'

/** What the drivers of all majors need of one of them. */
export interface AiSdk {
  readonly version: string
  readonly tool: (options: object) => unknown
  readonly generateText: (options: object) => Promise<Generated>
  readonly streamText: (options: object) => Streamed
  readonly atMost: (steps: number) => unknown
  readonly model: (baseURL: string) => unknown
}

interface Generated {
  readonly text: string
  readonly response: { readonly messages: readonly object[] }
}

interface Streamed {
  readonly text: PromiseLike<string>
  readonly response: PromiseLike<{ readonly messages: readonly object[] }>
  consumeStream(): PromiseLike<void>
}

/** One major of the AI SDK, streamed or whole. */
export function aiSdkDriver(sdk: AiSdk, isStreamed: boolean): FrameworkDriver {
  return {
    name: `AI SDK ${isStreamed ? 'streamText' : 'generateText'}`,
    version: sdk.version,
    async run(task) {
      const { baseUrl, prompt, signal, engine, thread } = task
      const stop = signal && engine && softStop(signal)
      const native = toolsOf(sdk, task.tools)
      const tools = around(
        task,
        engine === undefined
          ? native
          : guard(engine, native, task.rules as never, { stop, runId: thread?.id }),
      )
      const model = sdk.model(`${baseUrl}/v1`)
      const ended = [sdk.atMost(6), ...(stop === undefined ? [] : [stop.reached])]
      const common = { model, tools, maxRetries: 0, onError: () => {} }
      const asked = { ...common, stopWhen: ended, abortSignal: stop?.signal ?? signal }
      const user = { role: 'user', content: prompt }
      const { text, messages } = await say({ ...asked, messages: [user] })
      return {
        text,
        goOn: () => say({ ...common, messages: [user, ...messages] }),
      }
    },
  }

  async function say(options: object): Promise<{ text: string; messages: readonly object[] }> {
    if (!isStreamed) {
      const { text, response } = await sdk.generateText(options)
      return { text, messages: response.messages }
    }
    const streamed = sdk.streamText(options)
    await streamed.consumeStream()
    return { text: await streamed.text, messages: (await streamed.response).messages }
  }
}

function toolsOf({ tool }: AiSdk, tools: readonly TaskTool[]): Record<string, Executable> {
  const made = tools.map(({ name, execute }) => [
    name,
    tool({
      description: name,
      inputSchema: z.object({ n: z.number() }),
      execute: (input: { n: number }, { abortSignal }: { abortSignal?: AbortSignal }) =>
        execute(input, { signal: abortSignal }),
    }),
  ])
  return Object.fromEntries(made) as Record<string, Executable>
}

type Executable = { execute: (input: { n: number }, options: object) => unknown }

function around({ around: with_ }: FrameworkTask, tools: Record<string, Executable>): object {
  if (with_ === undefined) return tools
  const wrapped = Object.entries(tools).map(([name, tool]) => [
    name,
    {
      ...tool,
      execute: (input: { n: number }, options: object) =>
        with_(input, () => tool.execute(input, options)),
    },
  ])
  return Object.fromEntries(wrapped) as object
}
