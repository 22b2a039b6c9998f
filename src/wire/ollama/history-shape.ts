import { listShape } from '../shared/history/list-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { isRecord, recordsOf, textOf } from '../shared/shape.ts'

/** Calls have no ids, so that results are told apart by their order. Ollama takes any name. */
export const historyShape: HistoryShape = listShape({
  mayLackIds: true,
  isModels: ({ role }) => role === 'assistant',
  calls: ({ tool_calls: entries }) =>
    recordsOf(entries).map(({ id, function: said }) => ({
      id: textOf(id),
      name: isRecord(said) ? textOf(said.name) : '',
    })),
  answer: ({ role, tool_name: name, tool_call_id: id }) =>
    role === 'tool' ? { id: textOf(id), name: textOf(name) } : undefined,
  named: (message) => message,
})
