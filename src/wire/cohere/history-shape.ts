import { listShape } from '../shared/history/list-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { wireName } from '../shared/wire-name.ts'
import { functionIn } from './draft.ts'
import { fieldOf, spelled, spellingOf } from './spelling.ts'

export const historyShape: HistoryShape = listShape({
  isModels: ({ role }) => role === 'assistant',
  calls: (message) =>
    recordsOf(fieldOf(message, 'tool_calls')).map((entry) => ({
      id: textOf(entry.id),
      name: textOf(functionIn(entry).name),
    })),
  answer: (message) =>
    message.role === 'tool'
      ? { id: textOf(fieldOf(message, 'tool_call_id')), name: '' }
      : undefined,
  named(message) {
    const entries = fieldOf(message, 'tool_calls')
    if (!Array.isArray(entries)) return message
    const before = entries as readonly unknown[]
    const after = before.map((entry) => (isRecord(entry) ? named(entry) : entry))
    if (after.every((entry, at) => entry === before[at])) return message
    return { ...message, [spelled('tool_calls', spellingOf(message))]: after }
  },
})

function named(entry: Fields): Fields {
  const said = functionIn(entry)
  if (typeof said.name !== 'string') return entry
  const name = wireName(said.name)
  return name === said.name ? entry : { ...entry, function: { ...said, name } }
}
