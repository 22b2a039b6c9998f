/** A guard in the AI SDK 7, which makes spans of its own. */
import '../resolve.ts'
import { OpenTelemetry } from '@ai-sdk/otel'
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, isStepCount, registerTelemetry, streamText, tool } from 'ai'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { guard } from '../../src/ai-sdk.ts'
import { createEngine, ToolError } from '../../src/index.ts'
import { observe } from '../../src/otel.ts'
import { createModelServer } from '../../src/testing/index.ts'
import { printReceived } from './print.ts'
import { register } from './sdk-3.ts'

const inputSchema = z.object({ n: z.number() })

function toolsOf() {
  let asked = 0
  const edit = tool({ inputSchema, execute: () => sleep(30, 'done') })
  const stock = tool({
    inputSchema,
    execute: async () => {
      await sleep(5)
      asked += 1
      if (asked === 1) throw new ToolError('It is busy.', { code: 'busy', retryAfterMs: 20 })
      return 3
    },
  })
  return { edit, stock }
}

async function run(): Promise<string[]> {
  registerTelemetry(new OpenTelemetry())
  const calls = ['edit', 'edit', 'stock'].map((name, n) => ({ id: `c${n}`, name, input: { n } }))
  const server = await createModelServer({ script: [{ calls }, { text: 'Done.' }] })
  const openai = createOpenAI({ baseURL: server.openaiBaseURL, apiKey: 'none' })
  const engine = observe(createEngine({ tools: [] }), { spans: 'attempts' })
  const rules = { edit: { writes: 'file' }, stock: { reads: [], retries: 2 } } as const
  const asked = () => ({
    model: openai.chat('gpt-4o'),
    prompt: 'Go.',
    stopWhen: isStepCount(3),
    tools: guard(engine, toolsOf(), rules),
  })
  const { text } = await generateText(asked())
  const streamed = streamText(asked())
  await streamed.consumeStream()
  const texts = [text, await streamed.text]
  await server.close()
  return texts
}

await printReceived(register, run)
