import { isRecord, type Fields } from '../shape.ts'
import { paired, type HistoryShape, type Mention } from './shape.ts'

/** A message with the names in a list of `{ function: { name } }` as `rename` writes them; itself if they are so already. */
export function withNames(message: Fields, key: string, rename: (name: string) => string): Fields {
  const before = message[key]
  if (!Array.isArray(before)) return message
  const after = before.map((entry: unknown): unknown => {
    const said = isRecord(entry) ? entry.function : undefined
    if (!isRecord(entry) || !isRecord(said) || typeof said.name !== 'string') return entry
    const name = rename(said.name)
    return name === said.name ? entry : { ...entry, function: { ...said, name } }
  })
  return after.every((entry, at) => entry === before[at]) ? message : { ...message, [key]: after }
}

/** A conversation in which each result is a message of its own. */
export interface ResultMessages extends Omit<HistoryShape, 'answers' | 'onlyAnswers' | 'fill'> {
  /** The result that a message is, if it is one. */
  answer(message: Fields): Mention | undefined
}

export function listShape(shape: ResultMessages): HistoryShape {
  const answerIn = (message: unknown): Mention | undefined =>
    isRecord(message) ? shape.answer(message) : undefined
  const answers = (message: Fields): readonly Mention[] => {
    const answer = answerIn(message)
    return answer === undefined ? [] : [answer]
  }
  return {
    ...shape,
    answers,
    onlyAnswers: (message) => answerIn(message) !== undefined,
    fill(calls, following, written, places) {
      const held = following.filter((message) => answerIn(message) !== undefined)
      const slots = paired(calls, held.flatMap(answers)).map((place) =>
        place === undefined ? undefined : held[place],
      )
      for (const [at, message] of written.entries()) slots[places[at] ?? at] ??= message
      const results = slots.filter((message) => message !== undefined)
      const used = new Set(results)
      return [...results, ...following.filter((message) => !used.has(message))]
    },
  }
}
