import { listShape } from '../shared/history/list-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/wire-name.ts'
import { entriesIn, functionIn } from './draft.ts'

/** Most calls have no ids, so that results are told apart by their order. */
export const historyShape: HistoryShape = listShape({
  mayLackIds: true,
  isModels: ({ role }) => role === 'assistant',
  calls: (message) =>
    entriesIn(message).map((entry) => ({
      id: textOf(entry.id),
      name: textOf(functionIn(entry).name),
    })),
  answer: ({ role, tool_name: name, tool_call_id: id }) =>
    role === 'tool' ? { id: textOf(id), name: textOf(name) } : undefined,
  named(message, isTool) {
    const { tool_calls: entries } = message
    const renamed = withName(message, 'tool_name', isTool)
    if (!Array.isArray(entries)) return renamed
    const before = entries as readonly unknown[]
    const after = before.map((entry) => (isRecord(entry) ? named(entry, isTool) : entry))
    return after.every((entry, at) => entry === before[at])
      ? renamed
      : { ...renamed, tool_calls: after }
  },
})

function named(entry: Fields, isTool: IsTool): Fields {
  const said = functionIn(entry)
  const renamed = withName(said, 'name', isTool)
  return renamed === said ? entry : { ...entry, function: renamed }
}

function withName(record: Fields, key: 'name' | 'tool_name', isTool: IsTool): Fields {
  const before = textOf(record[key])
  const name = before === '' ? before : nameUnlessTool(before, isTool)
  return name === before ? record : { ...record, [key]: name }
}
