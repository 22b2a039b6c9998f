import type { Json } from '../format.ts'
import { asString, isString, objects } from '../json.ts'

/** The items of a request's input, of which a text is the shortest form. */
export function inputItems(input: unknown): Json[] {
  return isString(input) ? [{ role: 'user', content: input }] : objects(input)
}

/** Whether the model made an item; all others are the caller's. */
export function isModels({ type, role }: Json): boolean {
  if (role !== undefined) return role === 'assistant'
  return type === 'program_output' || !/_(?:output|response)$/.test(asString(type))
}

export function isCall({ type }: Json): boolean {
  return type === 'function_call' || type === 'custom_tool_call'
}

export function isCallOutput({ type }: Json): boolean {
  return type === 'function_call_output' || type === 'custom_tool_call_output'
}

/** How often the model has spoken: a response of several items is one turn. */
export function countTurns(items: readonly Json[]): number {
  return items.filter((item, index) => {
    const before = items[index - 1]
    return isModels(item) && (before === undefined || !isModels(before))
  }).length
}
