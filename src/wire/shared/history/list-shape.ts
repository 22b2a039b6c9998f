import { isRecord, type Fields } from '../shape.ts'
import { paired, type HistoryShape, type Mention } from './shape.ts'

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
