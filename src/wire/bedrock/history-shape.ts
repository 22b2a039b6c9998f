import { joinedParts, partsShape, type ResultParts } from '../shared/history/parts-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { isCallEntry, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { wireName } from '../shared/sent/wire-name.ts'
import type { BedrockMessage } from './message.ts'

const parts: ResultParts = {
  isModels: ({ role }) => role === 'assistant',
  takesAnswers: ({ role }) => role === 'user',
  calls({ content }) {
    const blocks = recordsOf(content)
    const served = new Set(blocks.map((block) => answer(block)?.id))
    return blocks
      .map(({ toolUse }) => toolUse)
      .filter(isRecord)
      .filter(({ toolUseId, name, input }) => isCallEntry({ id: toolUseId, name }, input))
      .filter(({ type, toolUseId }) => type !== 'server_tool_use' && !served.has(textOf(toolUseId)))
      .map(({ toolUseId, name }) => ({ id: textOf(toolUseId), name: textOf(name) }))
  },
  parts: ({ content }) => (Array.isArray(content) ? (content as readonly unknown[]) : []),
  withParts: (message, content) => ({ ...message, content }),
  answer,
  namedPart: named,
}

function answer({ toolResult }: Fields): { id: string; name: string } | undefined {
  return isRecord(toolResult) ? { id: textOf(toolResult.toolUseId), name: '' } : undefined
}

function named(block: Fields): Fields {
  const { toolUse } = block
  if (!isRecord(toolUse) || typeof toolUse.name !== 'string') return block
  const name = wireName(toolUse.name, 64)
  return name === toolUse.name ? block : { ...block, toolUse: { ...toolUse, name } }
}

export const historyShape: HistoryShape = partsShape(parts)

export function joined(before: BedrockMessage, next: BedrockMessage): BedrockMessage | undefined {
  return joinedParts(parts, before, next) as BedrockMessage | undefined
}
