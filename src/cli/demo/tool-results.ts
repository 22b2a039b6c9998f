import type { DemoResult } from './scenario.ts'

type Json = Readonly<Record<string, unknown>>

/** All that the tools told the model so far, in call order, out of a request's history in either wire format. */
export function toolResultsIn(body: Json): readonly DemoResult[] {
  const names = new Map<unknown, string>()
  const results: DemoResult[] = []
  for (const message of objects(body['messages'])) {
    for (const call of objects(message['tool_calls']))
      names.set(call['id'], String((call['function'] as Json)['name']))
    if (message['role'] === 'tool')
      results.push(result(names.get(message['tool_call_id']), message['content']))
    for (const block of objects(message['content'])) {
      if (block['type'] === 'tool_use') names.set(block['id'], String(block['name']))
      if (block['type'] === 'tool_result')
        results.push(result(names.get(block['tool_use_id']), block['content']))
    }
  }
  return results
}

function result(name: string | undefined, content: unknown): DemoResult {
  const text =
    typeof content === 'string'
      ? content
      : objects(content)
          .map((part) => part['text'])
          .join('')
  return { name: name ?? '', value: parsed(text), text }
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}
