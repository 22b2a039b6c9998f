import { joinedParts, partsShape, type ResultParts } from '../shared/history/parts-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { wireName } from '../shared/sent/wire-name.ts'
import type { AnthropicMessage } from './message.ts'

const parts: ResultParts = {
  isModels: ({ role }) => role === 'assistant',
  takesAnswers: ({ role }) => role === 'user',
  calls: ({ content }) =>
    recordsOf(content)
      .filter(({ type }) => type === 'tool_use')
      .map(({ id, name }) => ({ id: textOf(id), name: textOf(name) })),
  parts({ content }) {
    if (Array.isArray(content)) return content as readonly unknown[]
    return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : []
  },
  withParts: (message, content) => ({ ...message, content }),
  answer: ({ type, tool_use_id: id }) =>
    type === 'tool_result' ? { id: textOf(id), name: '' } : undefined,
  namedPart: named,
}

function named(block: Fields): Fields {
  if (block.type !== 'tool_use' || typeof block.name !== 'string') return block
  const name = wireName(block.name)
  return name === block.name ? block : { ...block, name }
}

export const historyShape: HistoryShape = partsShape(parts)

export function joined(
  before: AnthropicMessage,
  next: AnthropicMessage,
): AnthropicMessage | undefined {
  return joinedParts(parts, before, next) as AnthropicMessage | undefined
}
