type Json = Readonly<Record<string, unknown>>

/** The last calls of a conversation and their results, in the order of the request. */
export interface Exchange {
  readonly calls: readonly { readonly id: string; readonly name: string }[]
  readonly results: readonly { readonly id: string; readonly text: string }[]
}

/** Reads what a request tells the model of its calls. `format` is the wire format's name. */
export function readExchange(body: Json, format: string): Exchange {
  if (format === 'anthropic') return anthropic(objects(body['messages']))
  if (format === 'openai-chat') return openaiChat(objects(body['messages']))
  if (format === 'openai-responses') return openaiResponses(objects(body['input']))
  if (format === 'gemini') return gemini(objects(body['contents']))
  throw new Error(`Expected a wire format that can be read, got ${format}.`)
}

function anthropic(messages: readonly Json[]): Exchange {
  const asked = messages.findLastIndex((message) => blocks(message, 'tool_use').length > 0)
  const answers = messages.slice(asked + 1).flatMap((message) => blocks(message, 'tool_result'))
  return {
    calls: blocks(messages[asked], 'tool_use').map(({ id, name }) => named(id, name)),
    results: answers.map(({ tool_use_id: id, content }) => ({
      id: String(id),
      text: textOf(content),
    })),
  }
}

function blocks(message: Json | undefined, type: string): readonly Json[] {
  return objects(message?.['content']).filter((block) => block['type'] === type)
}

function openaiChat(messages: readonly Json[]): Exchange {
  const asked = messages.findLastIndex((message) => objects(message['tool_calls']).length > 0)
  const answers = messages.slice(asked + 1).filter(({ role }) => role === 'tool')
  return {
    calls: objects(messages[asked]?.['tool_calls']).map((call) =>
      named(call['id'], (call['function'] as Json)['name']),
    ),
    results: answers.map(({ tool_call_id: id, content }) => ({
      id: String(id),
      text: textOf(content),
    })),
  }
}

/** Items since the user's last words. */
function openaiResponses(items: readonly Json[]): Exchange {
  const recent = items.slice(items.findLastIndex(({ role }) => role === 'user') + 1)
  const ofType = (type: string): readonly Json[] => recent.filter((item) => item['type'] === type)
  return {
    calls: ofType('function_call').map(({ call_id: id, name }) => named(id, name)),
    results: ofType('function_call_output').map(({ call_id: id, output }) => ({
      id: String(id),
      text: textOf(output),
    })),
  }
}

/**
 * Ids may be missing; then results belong to calls by their place. Of all messages, because a library may send a
 * streamed message back as one message a call.
 */
function gemini(contents: readonly Json[]): Exchange {
  const parts = contents.flatMap((content) => objects(content['parts']))
  const ofKind = (kind: string): readonly Json[] =>
    parts.flatMap((part) => (kind in part ? [part[kind] as Json] : []))
  return {
    calls: ofKind('functionCall').map(({ id, name }, index) => named(id ?? `#${index}`, name)),
    results: ofKind('functionResponse').map(({ id, response }, index) => ({
      id: String(id ?? `#${index}`),
      text: JSON.stringify(response),
    })),
  }
}

function named(id: unknown, name: unknown): Exchange['calls'][number] {
  return { id: String(id), name: String(name) }
}

function textOf(content: unknown): string {
  if (content === undefined || content === null) return ''
  if (typeof content === 'string') return content
  const parts = objects(content)
  return parts.length > 0
    ? parts.map(({ text }) => String(text ?? '')).join('')
    : JSON.stringify(content)
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value)
    ? value.filter((item): item is Json => typeof item === 'object' && item !== null)
    : []
}
