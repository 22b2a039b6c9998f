import type { ExpectedCall } from './server-case.ts'

/** The arguments of the calls in the cases, as text. */
export const rome = '{"city":"Rome"}'
export const oslo = '{"city":"Oslo"}'

export const done = 'data: [DONE]\n\n'

/** A stream's events: an object is the data of one, and text is sent as it is. */
export function stream(...parts: readonly (string | object)[]): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : `data: ${JSON.stringify(part)}\n\n`))
    .join('')
}

/** A chunk of a streamed message. */
export function chunk(delta: object, finish: string | null = null, more: object = {}): object {
  return {
    id: 'chat-1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  }
}

/** A chunk with entries of calls. */
export function calling(...entries: readonly object[]): object {
  return chunk({ tool_calls: entries })
}

/** A whole entry of a streamed message's calls. */
export function entry(index: number | undefined, id: string | undefined, text: string): object {
  const called = { name: 'get_weather', arguments: text }
  return {
    ...(index !== undefined && { index }),
    ...(id !== undefined && { id, type: 'function' }),
    function: called,
  }
}

/** A piece of arguments. */
export function piece(index: number | undefined, text: string, more: object = {}): object {
  return { ...(index !== undefined && { index }), ...more, function: { arguments: text } }
}

/** A whole response. */
export function whole(message: object, finish: string | null, more: object = {}): object {
  return {
    id: 'chat-1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
    ...more,
  }
}

/** A call of the weather, as a tool is given it. */
export function weather(id: string | undefined, city: string): ExpectedCall {
  return { id, name: 'get_weather', input: { city } }
}

/** The entry that goes back for a call. */
export function sent(id: string | undefined, text: string, more: object = {}): object {
  return { ...more, id, type: 'function', function: { name: 'get_weather', arguments: text } }
}

/** An assistant message that goes back. */
export function said(fields: object): readonly object[] {
  return [{ role: 'assistant', content: null, ...fields }]
}
