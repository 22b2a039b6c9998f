import type { RequestParts } from '../shared/client.ts'
import { isRecord } from '../shared/shape.ts'

/** A request's own parameters, as the SDK's `generateContent` takes them. The contents are the conversation's. */
export interface GeminiParams {
  readonly model: string
  /** Default true. */
  readonly stream?: boolean
  /**
   * The SDK's `GenerateContentConfig`: `systemInstruction`, `temperature`, `thinkingConfig`, `toolConfig`, …. Tools in
   * it, such as Google Search, stand before the engine's.
   */
  readonly config?: object
}

/**
 * What a model is told where only one call at a time is wanted. Gemini has no switch against several, so this is a
 * request that the model may not heed.
 */
export const oneCallInstructions: string =
  'Make at most one tool call in a message, and wait for its result before you make the next one.'

/** The `config` of a request, with the tools and all instructions. */
export function geminiConfig(
  config: object | undefined,
  { tools: added, parallel, instructions }: RequestParts,
): Record<string, unknown> {
  const { systemInstruction, tools: own, ...others } = (config ?? {}) as Record<string, unknown>
  const tools = [...(Array.isArray(own) ? (own as unknown[]) : []), ...added]
  const told = [instructions, parallel === 'forbid' && tools.length > 0 ? oneCallInstructions : '']
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n')
  const instructed = withInstructions(systemInstruction, told)
  return {
    ...others,
    ...(instructed !== undefined && { systemInstruction: instructed }),
    ...(tools.length > 0 && { tools }),
  }
}

/** Appended last, so that a cached prompt keeps its prefix. Takes all that the SDK takes. */
function withInstructions(before: unknown, added: string): unknown {
  if (added === '') return before
  if (before === undefined || before === null || before === '') return added
  if (typeof before === 'string') return `${before}\n\n${added}`
  const part = { text: added }
  if (Array.isArray(before)) return [...(before as unknown[]), part]
  if (isRecord(before) && Array.isArray(before.parts))
    return { ...before, parts: [...(before.parts as unknown[]), part] }
  return [before, part]
}
