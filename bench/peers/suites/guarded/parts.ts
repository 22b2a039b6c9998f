import type { Part } from '../../contest.ts'
import { partName, settingOf, type Question, type Setting } from '../per-request/parts.ts'

/** As tools are where their calls are to be kept in order: with a schema, and with a key a call. */
const schema = 'zod-keyed'

/** Each library's loop, on one wire format; the guard knows nothing of those. */
const settings: Readonly<Record<string, Setting>> = {
  'ai-sdk-generate': { wire: 'openai-chat', way: 'whole', schema },
  'ai-sdk-stream': { wire: 'openai-chat', way: 'stream', schema },
  langgraph: { wire: 'openai-chat', way: 'whole', schema },
  mastra: { wire: 'openai-chat', way: 'whole', schema },
  'openai-agents': { wire: 'openai-chat', way: 'whole', schema },
  'openai-runtools': { wire: 'openai-chat', way: 'whole', schema },
  'anthropic-runner': { wire: 'anthropic', way: 'whole', schema },
}

export const sizes = [1, 10, 100, 1_000] as const
/** OpenAI Agents takes ten seconds for a turn of a thousand calls, guarded or not. */
const mostCalls: Readonly<Record<string, number>> = { 'openai-agents': 100 }

export function partOf(contestant: string, size: number): string | undefined {
  const setting = settings[contestant]
  return setting && partName(setting, String(size))
}

export function sizeOf(part: string): readonly [Setting, number] {
  const [setting, question] = settingOf(part) as readonly [Setting, Question]
  return [setting, Number(question)]
}

/** The guarded are compared with the same library unguarded, in one process; the others need not take turns with it. */
export const groups: readonly (readonly Part[])[] = Object.keys(settings).map((contestant) =>
  sizes
    .filter((size) => size <= (mostCalls[contestant] ?? Infinity))
    .map((size) => ({ contestant, part: partOf(contestant, size) ?? '' })),
)
