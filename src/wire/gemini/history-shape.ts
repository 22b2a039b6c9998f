import { joinedParts, partsShape, type ResultParts } from '../shared/history/parts-shape.ts'
import type { HistoryShape } from '../shared/history/shape.ts'
import { isCallEntry, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { wireName } from './call.ts'
import type { GeminiContent } from './message.ts'

const parts: ResultParts = {
  mayLackIds: true,
  isModels: ({ role }) => role === 'model',
  takesAnswers: ({ role }) => role !== 'model',
  calls: ({ parts: list }) =>
    recordsOf(list)
      .map(({ functionCall }) => functionCall)
      .filter(isRecord)
      .filter((said) => isCallEntry(said, said.args))
      .map(({ id, name }) => ({ id: textOf(id), name: textOf(name) })),
  parts: ({ parts: list }) => (Array.isArray(list) ? (list as readonly unknown[]) : []),
  withParts: (content, list) => ({ ...content, parts: list }),
  answer: ({ functionResponse }) =>
    isRecord(functionResponse)
      ? { id: textOf(functionResponse.id), name: textOf(functionResponse.name) }
      : undefined,
  namedPart: (part) => named(named(part, 'functionCall'), 'functionResponse'),
}

function named(part: Fields, key: 'functionCall' | 'functionResponse'): Fields {
  const said = part[key]
  if (!isRecord(said) || typeof said.name !== 'string') return part
  const name = wireName(said.name)
  return name === said.name ? part : { ...part, [key]: { ...said, name } }
}

export const historyShape: HistoryShape = partsShape(parts)

export function joined(before: GeminiContent, next: GeminiContent): GeminiContent | undefined {
  return joinedParts(parts, before, next) as GeminiContent | undefined
}
