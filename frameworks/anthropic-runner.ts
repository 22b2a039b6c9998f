import Anthropic from '@anthropic-ai/sdk'
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod'
import { VERSION } from '@anthropic-ai/sdk/version'
import { z } from 'zod'
import { guard, guardRunner, rule } from '../src/anthropic.ts'
import type { FrameworkDriver, FrameworkTask } from '../src/conformance.ts'

/** The tool runner of the Anthropic SDK: whole, streamed, or streamed with calls that start while the model speaks. */
export function anthropicDriver(how: 'whole' | 'streamed' | 'eager'): FrameworkDriver {
  const ways = {
    whole: {},
    streamed: { stream: true },
    eager: { stream: true, runToolsEagerly: true },
  } as const
  return {
    name: `Anthropic SDK toolRunner${how === 'whole' ? '' : `, ${how}`}`,
    version: VERSION,
    async run(task) {
      const { baseUrl, prompt, signal, thread } = task
      const client = new Anthropic({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 })
      const runner = client.beta.messages.toolRunner(
        {
          model: 'claude',
          max_tokens: 4096,
          messages: [{ role: 'user', content: prompt }],
          tools: toolsOf(task),
          // The scripted model keeps no conversation, as the API's message threads do.
          thread: false,
          ...ways[how],
        },
        { signal: signal ?? null },
      )
      const goOn = (): Promise<unknown> =>
        client.beta.messages.create({
          model: 'claude',
          max_tokens: 4096,
          messages: runner.params.messages,
          tools: task.tools.map(({ name }) => ({
            name,
            input_schema: { type: 'object', properties: { n: { type: 'number' } } },
          })),
        })
      if (task.engine !== undefined) guardRunner(runner, { runId: thread?.id })
      try {
        const { content } = await runner.runUntilDone()
        const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('')
        return { text, goOn }
      } catch (error) {
        return { error, goOn }
      }
    },
  }
}

function toolsOf({ tools, engine, rules, around }: FrameworkTask) {
  const native = tools.map(({ name, execute }) => {
    const tool = betaZodTool({
      name,
      description: name,
      inputSchema: z.object({ n: z.number() }),
      run: async (input, context) =>
        (await execute(input, { signal: context?.signal ?? undefined })) as string,
    })
    const rulesOfTool = rules[name]
    return rulesOfTool === undefined ? tool : rule(tool, rulesOfTool)
  })
  const guarded = engine === undefined ? native : guard(engine, native)
  if (around === undefined) return guarded
  return guarded.map((tool) => ({
    ...tool,
    run: (input: { n: number }, context?: never) => around(input, () => tool.run(input, context)),
  }))
}
