import type { Fields } from '../shape.ts'

/** A call, or the result of one, as a conversation names it. An id or a name that is not there is empty. */
export interface Mention {
  readonly id: string
  readonly name: string
}

/** How a provider's conversation holds calls and their results. Nothing here throws, whatever a message is. */
export interface HistoryShape {
  /** Several messages after each other may be one of the model's: a conversation that is a list of items. */
  readonly isList?: true
  /** Calls may be without an id. */
  readonly mayLackIds?: true
  isModels(message: Fields): boolean
  /** The calls in a message that are not answered in it. */
  calls(message: Fields): readonly Mention[]
  /** The results in a message. */
  answers(message: Fields): readonly Mention[]
  /** Whether a message says nothing but results. */
  onlyAnswers(message: Fields): boolean
  /** The message with names of calls as the provider takes them back; itself if they are so already. */
  named(message: Fields, isTool: (name: string) => boolean): Fields
  /**
   * What follows calls, with more results among it, in call order. `places` says which call each of the written
   * results answers.
   */
  fill(
    calls: readonly Mention[],
    following: readonly Fields[],
    written: readonly Fields[],
    places: readonly number[],
  ): Fields[]
}

/**
 * Which answer is whose: for each call the place of its answer, or undefined. By id where both have one; else one after
 * the other, by name.
 */
export function paired(
  calls: readonly Mention[],
  answers: readonly Mention[],
): (number | undefined)[] {
  const taken = new Set<number>()
  const take = (fits: (answer: Mention) => boolean): number | undefined => {
    const place = answers.findIndex((answer, at) => !taken.has(at) && fits(answer))
    if (place < 0) return undefined
    taken.add(place)
    return place
  }
  const places = calls.map(({ id }) => (id === '' ? undefined : take((answer) => answer.id === id)))
  return places.map((place, at) => {
    const { id, name } = calls[at] as Mention
    if (place !== undefined) return place
    return take(
      (answer) => (id === '' || answer.id === '') && (answer.name === '' || answer.name === name),
    )
  })
}
