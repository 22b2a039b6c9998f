/** A line of a streamed message. */
export function line(message: object): object {
  return {
    model: 'qwen3',
    created_at: '2025-06-09T17:58:55.337823Z',
    message: { role: 'assistant', content: '', ...message },
    done: false,
  }
}

/** An entry of `tool_calls`. */
export function entry(name: string, args?: unknown, index?: number): object {
  return {
    function: {
      ...(index !== undefined && { index }),
      name,
      ...(args !== undefined && { arguments: args }),
    },
  }
}

/** A line with calls. */
export function callLine(...entries: object[]): object {
  return line({ tool_calls: entries })
}

/** The last line. */
export function done(reason: string | undefined = 'stop', message: object = {}): object {
  return {
    ...line(message),
    ...(reason !== '' && { done_reason: reason }),
    done: true,
    prompt_eval_count: 218,
    eval_count: 306,
  }
}
