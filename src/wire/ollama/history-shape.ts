import { listShape, withNames } from '../shared/history/list-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { textOf } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/sent/wire-name.ts'
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
    const rename = (name: string): string => nameUnlessTool(name, isTool)
    const { tool_name: of } = message
    const named = typeof of === 'string' && of !== '' ? rename(of) : of
    const renamed = named === of ? message : { ...message, tool_name: named }
    return withNames(renamed, 'tool_calls', rename)
  },
})
