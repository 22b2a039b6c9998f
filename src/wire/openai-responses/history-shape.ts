import { listShape } from '../shared/history/list-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { textOf } from '../shared/shape.ts'
import { wireName } from '../shared/sent/wire-name.ts'
import { isCallType } from './items/draft-item.ts'

/** A response is all items of the model's after each other. */
export const historyShape: HistoryShape = listShape({
  isList: true,
  // What is no message and no output is the model's: calls, reasoning, what the provider ran, and what came of that.
  isModels: ({ type, role, execution }) => {
    if (role !== undefined) return role === 'assistant'
    const isOutput = type !== 'program_output' && /_(?:output|response)$/.test(textOf(type))
    return !isOutput || execution === 'server'
  },
  calls: (item) =>
    isCallType(item) ? [{ id: textOf(item.call_id), name: textOf(item.name) }] : [],
  answer: ({ type, call_id: id }) =>
    type === 'function_call_output' || type === 'custom_tool_call_output'
      ? { id: textOf(id), name: '' }
      : undefined,
  named(item) {
    if (!isCallType(item) || typeof item.name !== 'string') return item
    const name = wireName(item.name, 64)
    return name === item.name ? item : { ...item, name }
  },
})
