import { partsShape } from '../shared/history/parts-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { recordsOf, textOf } from '../shared/shape.ts'
import { nameUnlessTool } from '../shared/sent/wire-name.ts'

/** A result in an assistant message is of a call that the provider ran. */
export const historyShape: HistoryShape = partsShape({
  isModels: ({ role }) => role === 'assistant',
  takesAnswers: ({ role }) => role === 'tool',
  calls({ content }) {
    const all = recordsOf(content)
    const served = new Set(
      all.filter(({ type }) => type === 'tool-result').map(({ toolCallId }) => toolCallId),
    )
    return all
      .filter(({ type }) => type === 'tool-call')
      .filter(
        ({ providerExecuted, toolCallId }) => providerExecuted !== true && !served.has(toolCallId),
      )
      .map(({ toolCallId, toolName }) => ({ id: textOf(toolCallId), name: textOf(toolName) }))
  },
  parts: ({ content }) => (Array.isArray(content) ? (content as readonly unknown[]) : []),
  withParts: (message, content) => ({ ...message, content }),
  answer: ({ type, toolCallId, toolName }) =>
    type === 'tool-result' ? { id: textOf(toolCallId), name: textOf(toolName) } : undefined,
  namedPart(part, isTool) {
    const { type, toolName } = part
    if ((type !== 'tool-call' && type !== 'tool-result') || typeof toolName !== 'string')
      return part
    const name = nameUnlessTool(toolName, isTool)
    return name === toolName ? part : { ...part, toolName: name }
  },
})
