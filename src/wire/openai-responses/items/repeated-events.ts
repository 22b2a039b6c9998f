import { sameJson } from '../../../util/same-json.ts'
import type { Fields } from '../../shared/shape.ts'

/** How far back an event that comes again is looked for. */
const mostKept = 32

/**
 * Knows an event that is sent again, as some proxies do, by its `sequence_number` and its content. Of servers whose numbers
 * do not count, nothing is known: the same piece of text may well come twice.
 */
export class RepeatedEvents {
  readonly #last: Fields[] = []
  #counts = true

  has(event: Fields): boolean {
    const { sequence_number: number } = event
    if (!this.#counts || typeof number !== 'number') return false
    const newest = this.#last.at(-1)?.sequence_number
    if (this.#last.some((one) => one.sequence_number === number && sameJson(one, event)))
      return true
    this.#counts = typeof newest !== 'number' || newest < number
    this.#last.push(event)
    if (this.#last.length > mostKept) this.#last.shift()
    return false
  }
}
