/**
 * What the AI SDK's guard costs: `npm run bench:guards`. One step of n calls of a tool that does nothing, from the response in memory to
 * the request with their results, without a guard and with one, by turns, medians. The engine lives as long as the process, as
 * in a server; the guard and the tools are made anew for each run. `-- --anew` makes the engine anew, too.
 */
import { setImmediate } from 'node:timers/promises'
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, isStepCount, tool, type LanguageModel } from 'ai'
import { z } from 'zod'
import { guard } from '../src/ai-sdk.ts'
import { createEngine } from '../src/index.ts'

const anew = process.argv.includes('--anew')
const shared = createEngine({ tools: [] })
const inputSchema = z.object({ n: z.number() })

/** The provider's own client, whose first response holds the calls; told when that was in memory, and when the next request was. */
function model(calls: number, note: () => void): LanguageModel {
  const reply = (message: object, reason: string): string =>
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: null, ...message },
          finish_reason: reason,
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    })
  const made = Array.from({ length: calls }, (_, n) => ({
    id: `call_${n}`,
    type: 'function',
    function: { name: 'look', arguments: JSON.stringify({ n }) },
  }))
  const texts = [reply({ tool_calls: made }, 'tool_calls'), reply({ content: 'done' }, 'stop')]
  let asked = 0
  const fetch = async (): Promise<Response> => {
    const text = texts[asked]
    asked += 1
    note()
    return new Response(text, { headers: { 'content-type': 'application/json' } })
  }
  return createOpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1/v1', fetch }).chat('gpt-4o')
}

/** Milliseconds from the response with the calls to the request with their results. */
async function run(calls: number, isGuarded: boolean): Promise<number> {
  // As between the requests of a server: what is left of the last run has its time.
  await setImmediate()
  const at: number[] = []
  const native = { look: tool({ inputSchema, execute: async ({ n }) => n }) }
  const asked = model(calls, () => at.push(performance.now()))
  const tools = isGuarded
    ? guard(anew ? createEngine({ tools: [] }) : shared, native, {
        look: { reads: ({ n }) => `row/${n}` },
      })
    : native
  const { text } = await generateText({
    model: asked,
    tools,
    prompt: 'go',
    stopWhen: isStepCount(3),
  })
  if (text !== 'done') throw new Error(`Expected "done", got ${JSON.stringify(text)}.`)
  return (at[1] as number) - (at[0] as number)
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number
}

for (const [calls, rounds] of [
  [1, 2_000],
  [10, 1_000],
  [100, 200],
  [1_000, 60],
] as const) {
  const plain: number[] = []
  const guarded: number[] = []
  for (let round = 0; round < rounds + 5; round += 1) {
    const first = round % 2 === 0
    const one = await run(calls, first)
    const other = await run(calls, !first)
    if (round < 5) continue
    plain.push(first ? other : one)
    guarded.push(first ? one : other)
  }
  const [a, b] = [median(plain), median(guarded)]
  const each = (ms: number): string => `${((ms / calls) * 1_000).toFixed(1)} µs a call`
  console.log(`${calls} calls: plain ${each(a)}, guarded ${each(b)}, ${(b / a).toFixed(2)}x`)
}
