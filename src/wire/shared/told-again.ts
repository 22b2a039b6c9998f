import { canonicalJson } from '../../util/canonical-json.ts'
import { textOf } from './shape.ts'

/** What a call that came whole is known by, if it has an id: its id, name and arguments. */
export function callKey(id: unknown, name: unknown, given: unknown): string | undefined {
  if (textOf(id) === '') return undefined
  const text = typeof given === 'string' ? given : canonicalJson(given ?? {})
  return text === undefined ? undefined : `${JSON.stringify([id, textOf(name)])}${text}`
}

/** A call that comes in pieces, between a start and an end. */
export interface StartedCall {
  readonly pieces: readonly string[]
  /** The call that it tells again, as far as its start says: of the same place, id and name. */
  before?: StartedCall | undefined
}

/** The calls of a message whose starts have come. */
export class StartedCalls {
  readonly #first = new Map<string, StartedCall>()

  /** `index`: the provider's number for the call. */
  add(call: StartedCall, index: unknown, [id, name]: readonly [id: string, name: string]): void {
    if (id === '') return
    const key = JSON.stringify([typeof index === 'number' ? index : textOf(index), id, name])
    call.before = this.#first.get(key)
    if (call.before === undefined) this.#first.set(key, call)
  }
}

/** Whether all of a call that has ended was told before. With other arguments it is another call. */
export function isToldAgain({ before, pieces }: StartedCall): boolean {
  if (before === undefined) return false
  return pieces.length === 0 || pieces.join('') === before.pieces.join('')
}
