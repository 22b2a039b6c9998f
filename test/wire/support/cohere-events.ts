type Event = { readonly type: string; readonly [field: string]: unknown }

function event(type: string, index: number | undefined, message: object): Event {
  return { type, ...(index !== undefined && { index }), delta: { message } }
}

export const start: Event = {
  id: '2941521a-b87a-45f6-9b0d-235fd66c3025',
  ...event('message-start', undefined, {
    role: 'assistant',
    content: [],
    tool_plan: '',
    tool_calls: [],
    citations: [],
  }),
}

export function plan(text: string): Event {
  return event('tool-plan-delta', undefined, { tool_plan: text })
}

export function text(index: number, ...parts: string[]): readonly Event[] {
  return [
    event('content-start', index, { content: { type: 'text', text: '' } }),
    ...parts.map((part) => event('content-delta', index, { content: { text: part } })),
    { type: 'content-end', index },
  ]
}

export function thinking(index: number, ...parts: string[]): readonly Event[] {
  return [
    event('content-start', index, { content: { type: 'thinking', thinking: '' } }),
    ...parts.map((part) => event('content-delta', index, { content: { thinking: part } })),
    { type: 'content-end', index },
  ]
}

export function open(index: number, id: string, name: string): Event {
  const call = { id, type: 'function', function: { name, arguments: '' } }
  return event('tool-call-start', index, { tool_calls: call })
}

export function piece(index: number, json: unknown): Event {
  return event('tool-call-delta', index, { tool_calls: { function: { arguments: json } } })
}

export function close(index: number): Event {
  return { type: 'tool-call-end', index }
}

export function toolCall(
  index: number,
  id: string,
  name: string,
  ...json: string[]
): readonly Event[] {
  return [open(index, id, name), ...json.map((part) => piece(index, part)), close(index)]
}

export function citation(index: number, citations: object): Event {
  return event('citation-start', index, { citations })
}

export function stop(reason: string, more: object = {}): Event {
  const usage = {
    billed_units: { input_tokens: 119, output_tokens: 44 },
    tokens: { input_tokens: 1549, output_tokens: 95 },
  }
  return { type: 'message-end', delta: { finish_reason: reason, usage, ...more } }
}
