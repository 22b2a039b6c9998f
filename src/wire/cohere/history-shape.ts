import { listShape, withNames } from '../shared/history/list-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { recordsOf, textOf } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/sent/wire-name.ts'
import { isEmptyCall, makeCall, nameOf } from './draft.ts'
import { fieldOf, spelled, spellingOf } from './spelling.ts'

export const historyShape: HistoryShape = listShape({
  isModels: ({ role }) => role === 'assistant',
  calls: (message) =>
    recordsOf(fieldOf(message, 'tool_calls'))
      .map((entry) => makeCall(entry, false))
      .filter((call) => !isEmptyCall(call))
      .map(nameOf),
  answer: (message) =>
    message.role === 'tool'
      ? { id: textOf(fieldOf(message, 'tool_call_id')), name: '' }
      : undefined,
  named: (message, isTool) =>
    withNames(message, spelled('tool_calls', spellingOf(message)), (name) =>
      nameUnlessTool(name, isTool),
    ),
})
