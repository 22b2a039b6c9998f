import { listShape } from '../shared/history/list-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/wire-name.ts'
import { functionIn, isEmptyCall, makeCall, nameOf } from './draft.ts'
import { fieldOf, spelled, spellingOf } from './spelling.ts'

export const historyShape: HistoryShape = listShape({
  isModels: ({ role }) => role === 'assistant',
  calls: (message) =>
    recordsOf(fieldOf(message, 'tool_calls'))
      .map((entry) => makeCall(entry, false))
      .filter((call) => !isEmptyCall(call))
      .map(nameOf)
      .map(([id, name]) => ({ id, name })),
  answer: (message) =>
    message.role === 'tool'
      ? { id: textOf(fieldOf(message, 'tool_call_id')), name: '' }
      : undefined,
  named(message, isTool) {
    const entries = fieldOf(message, 'tool_calls')
    if (!Array.isArray(entries)) return message
    const before = entries as readonly unknown[]
    const after = before.map((entry) => (isRecord(entry) ? named(entry, isTool) : entry))
    if (after.every((entry, at) => entry === before[at])) return message
    return { ...message, [spelled('tool_calls', spellingOf(message))]: after }
  },
})

function named(entry: Fields, isTool: IsTool): Fields {
  const said = functionIn(entry)
  if (typeof said.name !== 'string') return entry
  const name = nameUnlessTool(said.name, isTool)
  return name === said.name ? entry : { ...entry, function: { ...said, name } }
}
