type Part = { readonly type: string; readonly [field: string]: unknown }

/** What the provider says of itself before the first block. */
export const start: readonly Part[] = [
  { type: 'stream-start', warnings: [] },
  { type: 'response-metadata', id: 'msg_1', modelId: 'm' },
]

export function text(id: string, ...deltas: string[]): readonly Part[] {
  return block('text', id, deltas)
}

/** The metadata comes with the end, as OpenAI's does. */
export function reasoning(id: string, providerMetadata: object, ...deltas: string[]): Part[] {
  const parts = block('reasoning', id, deltas)
  return [...parts.slice(0, -1), { ...(parts.at(-1) as Part), providerMetadata }]
}

export function preview(id: string, toolName: string, ...deltas: string[]): readonly Part[] {
  return [
    { type: 'tool-input-start', id, toolName },
    ...deltas.map((delta) => ({ type: 'tool-input-delta', id, delta })),
    { type: 'tool-input-end', id },
  ]
}

export function call(
  toolCallId: string,
  toolName: string,
  input: unknown,
  more: object = {},
): Part {
  return { type: 'tool-call', toolCallId, toolName, input, ...more }
}

/** A call as it streams: its preview, and then itself. */
export function toolCall(id: string, name: string, ...json: string[]): readonly Part[] {
  return [...preview(id, name, ...json), call(id, name, json.join(''))]
}

export const usage = {
  inputTokens: { total: 120, noCache: 100, cacheRead: 20, cacheWrite: undefined },
  outputTokens: { total: 48, text: 40, reasoning: 8 },
}

export function finish(unified: string, raw?: string): Part {
  return { type: 'finish', finishReason: { unified, raw }, usage }
}

function block(kind: string, id: string, deltas: readonly string[]): Part[] {
  return [
    { type: `${kind}-start`, id },
    ...deltas.map((delta) => ({ type: `${kind}-delta`, id, delta })),
    { type: `${kind}-end`, id },
  ]
}
