/** What TypeScript says of a guard of the OpenAI SDK's tools: never run. */
import OpenAI from 'openai'
import OpenAI6 from 'openai-6'
import { zodFunction } from 'openai/helpers/zod'
import { zodFunction as zodFunction6 } from 'openai-6/helpers/zod'
import { z } from 'zod'
import { createEngine, fileKey } from '../../src/index.ts'
import { guard, rule } from '../../src/openai.ts'

const engine = createEngine({ tools: [] })
const parameters = z.object({ path: z.string() })
const edit = zodFunction({ name: 'edit', parameters, function: async ({ path }) => path })
const edit6 = zodFunction6({ name: 'edit', parameters, function: async ({ path }) => path })
const plain = {
  type: 'function' as const,
  function: {
    name: 'weather',
    description: '',
    parameters: {},
    parse: (text: string) => JSON.parse(text) as { city: string },
    function: ({ city }: { city: string }) => city,
  },
}
const raw = {
  type: 'function' as const,
  function: { name: 'raw', description: '', parameters: {}, function: (text: string) => text },
}

export const same: typeof edit = rule(edit, { writes: ({ path }) => fileKey(path) })
export const same6: typeof edit6 = rule(edit6, { writes: ({ path }) => fileKey(path) })
export const samePlain: typeof plain = rule(plain, { reads: ({ city }) => `weather/${city}` })
export const sameRaw: typeof raw = rule(raw, { reads: ({ city }) => `weather/${String(city)}` })
// @ts-expect-error an input has no such field
rule(edit, { writes: ({ nope }) => String(nope) })
// @ts-expect-error an input has no such field
rule(plain, { reads: ({ nope }) => String(nope) })
// @ts-expect-error there is no such rule
rule(edit, { writess: 'file' })
// @ts-expect-error the framework writes the results
rule(plain, { maxResultChars: 100 })

const common = { model: 'gpt-4o', messages: [] }

export function used(): void {
  const { completions } = new OpenAI().chat
  completions.runTools({ ...common, tools: guard(engine, [same]) })
  completions.runTools({ ...common, tools: guard(engine, [samePlain]) })
  completions.runTools({ ...common, stream: true, tools: guard(engine, [same], { runId: 'a' }) })
  new OpenAI6().chat.completions.runTools({ ...common, tools: guard(engine, [same6]) })
}
