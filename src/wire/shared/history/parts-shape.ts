import { isRecord, type Fields } from '../shape.ts'
import { paired, type HistoryShape, type Mention } from './shape.ts'

/** A conversation in which the results of a message stand together as parts of the next one. */
export interface ResultParts extends Pick<HistoryShape, 'isModels' | 'calls' | 'mayLackIds'> {
  /** Whether results may stand in a message, because of its role. */
  takesAnswers(message: Fields): boolean
  parts(message: Fields): readonly unknown[]
  withParts(message: Fields, parts: readonly unknown[]): Fields
  /** The result that a part is, if it is one. */
  answer(part: Fields): Mention | undefined
  /** The part with its call's name as the provider takes it back; itself if it is so already. */
  namedPart(part: Fields, isTool: (name: string) => boolean): Fields
}

export function partsShape(shape: ResultParts): HistoryShape {
  const { parts, withParts } = shape
  const takesAnswers = (message: unknown): message is Fields =>
    isRecord(message) && shape.takesAnswers(message)
  const answerIn = (part: unknown): Mention | undefined =>
    isRecord(part) ? shape.answer(part) : undefined
  const answers = (message: Fields): readonly Mention[] =>
    takesAnswers(message)
      ? parts(message)
          .map(answerIn)
          .filter((one) => one !== undefined)
      : []

  return {
    ...shape,
    answers,
    onlyAnswers(message) {
      if (!takesAnswers(message)) return false
      const all = parts(message)
      return all.length > 0 && all.every((part) => answerIn(part) !== undefined)
    },
    named(message, isTool) {
      const before = parts(message)
      const after = before.map((part) => (isRecord(part) ? shape.namedPart(part, isTool) : part))
      return after.every((part, at) => part === before[at]) ? message : withParts(message, after)
    },
    fill(calls, following, written, places) {
      const [next, ...others] = following
      const added = written.flatMap(parts)
      if (next === undefined || !takesAnswers(next))
        return added.length === 0 ? [...following] : [...written, ...following]
      const held = parts(next).filter((part) => answerIn(part) !== undefined)
      const slots: unknown[] = paired(calls, answers(next)).map((place) =>
        place === undefined ? undefined : held[place],
      )
      for (const [at, part] of added.entries()) slots[places[at] ?? at] ??= part
      const results = slots.filter((part) => part !== undefined)
      const used = new Set<unknown>(results)
      const rest = parts(next).filter((part) => !used.has(part))
      const isResult = (part: unknown): boolean => answerIn(part) !== undefined
      // Results come first, or they are refused.
      const all = [...results, ...rest.filter(isResult), ...rest.filter((one) => !isResult(one))]
      return [withParts(next, all), ...others]
    },
  }
}

/** Two messages of one role that follow each other, made one. */
export function joinedParts(
  { takesAnswers, parts, withParts }: ResultParts,
  before: unknown,
  next: unknown,
): Fields | undefined {
  if (!isRecord(before) || !isRecord(next)) return undefined
  if (!takesAnswers(before) || !takesAnswers(next)) return undefined
  return withParts(before, [...parts(before), ...parts(next)])
}
