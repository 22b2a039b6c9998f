type Event = { readonly type: string; readonly [field: string]: unknown }

export function start(message: object = {}): Event {
  const usage = { input_tokens: 10, output_tokens: 1 }
  return {
    type: 'message_start',
    message: { id: 'msg_01A', type: 'message', role: 'assistant', content: [], usage, ...message },
  }
}

export function open(index: number, block: object): Event {
  return { type: 'content_block_start', index, content_block: block }
}

export function delta(index: number, part: object): Event {
  return { type: 'content_block_delta', index, delta: part }
}

export function close(index: number): Event {
  return { type: 'content_block_stop', index }
}

export function stop(reason: string, outputTokens = 40): readonly Event[] {
  return [
    {
      type: 'message_delta',
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: outputTokens },
    },
    { type: 'message_stop' },
  ]
}

export function text(index: number, ...parts: string[]): readonly Event[] {
  return [
    open(index, { type: 'text', text: '' }),
    ...parts.map((part) => delta(index, { type: 'text_delta', text: part })),
    close(index),
  ]
}

export function toolUse(
  index: number,
  id: string,
  name: string,
  ...json: string[]
): readonly Event[] {
  return [
    open(index, { type: 'tool_use', id, name, input: {} }),
    ...json.map((part) => delta(index, { type: 'input_json_delta', partial_json: part })),
    close(index),
  ]
}
