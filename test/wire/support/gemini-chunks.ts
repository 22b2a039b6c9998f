/** A response, or a chunk of a streamed one, for the first candidate. */
export function chunk(
  parts: readonly object[],
  candidate: object = {},
  envelope: object = {},
): object {
  return {
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...candidate }],
    modelVersion: 'gemini-3-flash',
    responseId: 'aBc-1_2',
    ...envelope,
  }
}

/** The last chunk, as Gemini sends it. */
export function ended(
  finishReason: unknown = 'STOP',
  parts: readonly object[] = [{ text: '' }],
): object {
  const usageMetadata = {
    promptTokenCount: 94,
    cachedContentTokenCount: 60,
    candidatesTokenCount: 40,
    thoughtsTokenCount: 8,
    totalTokenCount: 142,
  }
  return chunk(parts, { finishReason }, { usageMetadata })
}

/** A part with a whole call. What is undefined is left out, as the API does. */
export function callPart(name: string, args?: unknown, id?: string, others: object = {}): object {
  const functionCall = {
    name,
    ...(args !== undefined && { args }),
    ...(id !== undefined && { id }),
  }
  return { functionCall, ...others }
}

/** A part with a piece of a call's arguments, the last one unless it says that there are more of it. */
export function piecePart(jsonPath: string, value: object, willContinue?: true): object {
  const piece = { jsonPath, ...value, ...(willContinue && { willContinue }) }
  return { functionCall: { partialArgs: [piece] } }
}

/** The events of an event stream, as Gemini sends it: without an end mark. */
export function geminiStream(events: readonly unknown[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join('')
}
