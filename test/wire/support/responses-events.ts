type Item = { readonly type: string; readonly id: string; readonly [field: string]: unknown }

export const responseUsage = {
  input_tokens: 120,
  input_tokens_details: { cached_tokens: 100 },
  output_tokens: 48,
  output_tokens_details: { reasoning_tokens: 20 },
  total_tokens: 168,
}

/** A whole response. */
export function response(output: readonly object[], more: object = {}): Record<string, unknown> {
  return {
    id: 'resp_7Q',
    object: 'response',
    status: 'completed',
    error: null,
    incomplete_details: null,
    output,
    usage: responseUsage,
    ...more,
  }
}

export const created = {
  type: 'response.created',
  response: response([], { status: 'in_progress', usage: null }),
}

/** The event that ends a stream, by the response's status. */
export function ended(
  output: readonly object[] = [],
  more: object = {},
): { readonly type: string; readonly response: object } {
  const whole = response(output, more)
  return { type: `response.${String(whole.status)}`, response: whole }
}

export const cutOff = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }

export function added(output_index: number, item: object): object {
  return { type: 'response.output_item.added', output_index, item }
}

export function done(output_index: number, item: object): object {
  return { type: 'response.output_item.done', output_index, item }
}

export function functionCall(id: string, name: string, args: string): Item {
  return {
    id: `fc_${id}`,
    type: 'function_call',
    status: 'completed',
    arguments: args,
    call_id: `call_${id}`,
    name,
  }
}

export function answer(id: string, text: string): Item {
  const content = [{ type: 'output_text', annotations: [], logprobs: [], text }]
  return { id: `msg_${id}`, type: 'message', status: 'completed', content, role: 'assistant' }
}

export function reasoning(id: string, encrypted_content: string): Item {
  return { id: `rs_${id}`, type: 'reasoning', encrypted_content, summary: [] }
}

/** The events of one call, its arguments in pieces. */
export function callEvents(index: number, item: Item, ...pieces: string[]): object[] {
  const at = { item_id: item.id, output_index: index }
  return [
    added(index, { ...item, status: 'in_progress', arguments: '' }),
    ...pieces.map((delta) => ({ type: 'response.function_call_arguments.delta', delta, ...at })),
    { type: 'response.function_call_arguments.done', arguments: item.arguments, ...at },
    done(index, item),
  ]
}

/** The events of a message, its words in pieces. */
export function textEvents(index: number, item: Item, ...pieces: string[]): object[] {
  const at = { item_id: item.id, output_index: index, content_index: 0 }
  return [
    added(index, { ...item, status: 'in_progress', content: [] }),
    { type: 'response.content_part.added', part: { type: 'output_text', text: '' }, ...at },
    ...pieces.map((delta) => ({ type: 'response.output_text.delta', delta, ...at })),
    { type: 'response.output_text.done', text: pieces.join(''), ...at },
    done(index, item),
  ]
}
