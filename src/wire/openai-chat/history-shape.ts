import { listShape } from '../shared/history/list-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { holdsAnything, isRecord, textOf, type Fields } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/sent/wire-name.ts'
import { entriesIn, saysCall } from './call.ts'

export const historyShape: HistoryShape = listShape({
  isModels: ({ role }) => role === 'assistant',
  calls({ tool_calls: calls, function_call: legacy }) {
    const mentions = entriesIn(calls)
      .filter(saysCall)
      .map(({ id, name }) => ({ id, name }))
    // The old form has no id, and its result is of a role of its own.
    if (mentions.length > 0 || !isRecord(legacy) || !holdsAnything(legacy)) return mentions
    return [{ id: '', name: textOf(legacy.name) }]
  },
  answer: ({ role, tool_call_id: id, name }) =>
    role === 'tool' || role === 'function' ? { id: textOf(id), name: textOf(name) } : undefined,
  named(message, isTool) {
    const { tool_calls: entries } = message
    if (!Array.isArray(entries)) return message
    const before = entries as readonly unknown[]
    const after = before.map((entry) => (isRecord(entry) ? named(entry, isTool) : entry))
    return after.every((entry, at) => entry === before[at])
      ? message
      : { ...message, tool_calls: after }
  },
})

function named(entry: Fields, isTool: IsTool): Fields {
  const key = isRecord(entry.function) ? 'function' : 'custom'
  const said = entry[key]
  if (!isRecord(said) || typeof said.name !== 'string') return entry
  const name = nameUnlessTool(said.name, isTool)
  return name === said.name ? entry : { ...entry, [key]: { ...said, name } }
}
