import type { RequestParts } from '../../shared/request/client.ts'
import { oneCallInstructions } from '../../shared/request/instructions.ts'
import { isRecord } from '../../shared/shape.ts'

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
 * The `config` of a request, with the tools and all instructions. Gemini has no switch against several calls in a
 * message, so `forbid` can only ask the model.
 */
export function geminiConfig(
  config: object | undefined,
  parts: RequestParts,
): Record<string, unknown> {
  const { systemInstruction, tools: own, ...others } = (config ?? {}) as Record<string, unknown>
  const tools = [...(Array.isArray(own) ? (own as object[]) : []), ...parts.tools]
  const added = [parts.instructions, oneCallInstructions({ ...parts, tools })]
  const instructed = withInstructions(systemInstruction, added.filter(Boolean).join('\n\n'))
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
