/** A chunk of a Chat Completions stream, for the first choice. */
export function chunk(delta: object, finishReason: string | null = null): object {
  return {
    id: 'chatcmpl-7Q',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  }
}

/** A chunk with entries of `tool_calls`. */
export function callChunk(...entries: object[]): object {
  return chunk({ tool_calls: entries })
}

/** An entry of `tool_calls`; what is undefined is left out, as servers do. */
export function entry(
  index: number | undefined,
  id: string | undefined,
  name: string | undefined,
  args?: unknown,
): object {
  return {
    ...(index !== undefined && { index }),
    ...(id !== undefined && { id, type: 'function' }),
    function: {
      ...(name !== undefined && { name }),
      ...(args !== undefined && { arguments: args }),
    },
  }
}

export const usageChunk = {
  id: 'chatcmpl-7Q',
  choices: [],
  usage: { prompt_tokens: 94, completion_tokens: 48, total_tokens: 142 },
}
