import { z } from 'zod'
import { guard, rule } from '../src/openai.ts'
import type { FrameworkDriver, FrameworkTask } from '../src/conformance.ts'

/** What the drivers of all majors need of one of them. */
export interface OpenAISdk {
  readonly version: string
  readonly client: (baseURL: string) => Client
  readonly zodFunction: (options: object) => object
}

interface Client {
  readonly chat: {
    readonly completions: {
      runTools(body: object, options: object): Runner
      create(body: object): Promise<unknown>
    }
  }
}

interface Runner {
  readonly messages: readonly object[]
  finalContent(): Promise<string | null>
}

/** The loop of the OpenAI SDK: `runTools`. */
export function openaiDriver(sdk: OpenAISdk): FrameworkDriver {
  return {
    name: 'OpenAI SDK runTools',
    version: sdk.version,
    async run(task) {
      const { baseUrl, prompt, signal } = task
      const { completions } = sdk.client(`${baseUrl}/v1`).chat
      const body = { model: 'gpt-4o', messages: [{ role: 'user', content: prompt }] }
      const runner = completions.runTools({ ...body, tools: toolsOf(sdk, task) }, { signal })
      const functions = task.tools.map(({ name }) => ({
        type: 'function',
        function: { name, parameters: { type: 'object', properties: {} } },
      }))
      const goOn = (): Promise<unknown> =>
        completions.create({ ...body, messages: runner.messages, tools: functions })
      try {
        return { text: (await runner.finalContent()) ?? '', goOn }
      } catch (error) {
        return { error, goOn }
      }
    },
  }
}

/** Tools of both kinds: with a Zod schema, and plain. */
function toolsOf(
  sdk: OpenAISdk,
  { tools, engine, rules, around, thread }: FrameworkTask,
): object[] {
  const native = tools.map(({ name, execute }, index) => {
    const call = (input: { n: number }, { controller }: { controller: AbortController }): unknown =>
      execute(input, { signal: controller.signal })
    const options = { name, description: name, function: call }
    const plain = {
      ...options,
      parse: JSON.parse,
      parameters: { type: 'object', properties: { n: { type: 'number' } } },
    }
    const tool =
      index % 2 === 0
        ? sdk.zodFunction({ ...options, parameters: z.object({ n: z.number() }) })
        : { type: 'function', function: plain }
    return rules[name] === undefined ? tool : rule(tool as never, rules[name] as never)
  })
  const guarded = engine === undefined ? native : guard(engine, native, { runId: thread?.id })
  return around === undefined ? guarded : guarded.map((tool) => aroundCalls(around, tool))
}

function aroundCalls(around: NonNullable<FrameworkTask['around']>, tool: object): object {
  const { $callback } = tool as { $callback: (input: { n: number }, ...rest: unknown[]) => unknown }
  const callback: typeof $callback = (input, ...rest) =>
    around(input, () => $callback(input, ...rest))
  return Object.create(Object.getPrototypeOf(tool) as object, {
    ...Object.getOwnPropertyDescriptors(tool),
    $callback: { value: callback },
  }) as object
}
