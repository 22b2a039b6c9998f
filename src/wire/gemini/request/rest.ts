import { isRecord } from '../../shared/shape.ts'

/** What of the SDK's config is about the SDK, not the request. */
const local: ReadonlySet<string> = new Set([
  'abortSignal',
  'httpOptions',
  'automaticFunctionCalling',
  'automaticContinuation',
  'shouldReturnHttpResponse',
])

/** What of the config has a place of its own in the body; all else is in `generationConfig`. */
const outside: ReadonlySet<string> = new Set([
  'systemInstruction',
  'tools',
  'toolConfig',
  'safetySettings',
  'cachedContent',
  'labels',
  'serviceTier',
  'store',
  'continuationToken',
  'modelArmorConfig',
])

/** The body of an HTTP request (ai.google.dev/api/generate-content), from what the SDK's methods take. */
export function restBody(
  contents: readonly unknown[],
  config: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const body: Record<string, unknown> = { contents }
  const generationConfig: Record<string, unknown> = {}
  for (const key of Object.keys(config)) {
    if (local.has(key)) continue
    const value = config[key]
    if (key === 'systemInstruction') body[key] = contentOf(value)
    else if (outside.has(key)) body[key] = value
    else generationConfig[key] = value
  }
  if (Object.keys(generationConfig).length > 0) body.generationConfig = generationConfig
  return body
}

/** The SDK also takes a text, a part, or a list of both, where the API takes a content. */
function contentOf(value: unknown): unknown {
  if (isRecord(value) && Array.isArray(value.parts)) return value
  const parts = Array.isArray(value) ? (value as unknown[]) : [value]
  return { parts: parts.map((part) => (typeof part === 'string' ? { text: part } : part)) }
}
