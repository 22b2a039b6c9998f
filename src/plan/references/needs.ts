import { list, printable } from '../../util/printable.ts'
import { findReferences } from './reference.ts'

/** An earlier call whose result another uses. */
export interface Need<Call> {
  readonly call: Call
  /** The first reference to it, as it is written. */
  readonly text: string
}

/** What a call needs of earlier ones. */
export interface NeedsOf<Call> {
  /** In the order in which the input names them. Empty if there is a fault. */
  readonly on: readonly Need<Call>[]
  /** What each id means in this call's input. */
  readonly meant: ReadonlyMap<string, Call>
  /** What is wrong with the references, as a sentence. */
  readonly fault?: string | undefined
}

/**
 * Tells by its input what each call of a turn needs of the earlier ones. Calls are added in call order; of several with one
 * id the latest is meant, but never the call itself.
 */
export class Needs<Call> {
  readonly #byId = new Map<string, Call>()
  /** As they came: of a long list the first ones are of no use. */
  readonly #ids: string[] = []

  add(call: Call, id: string, input: unknown): NeedsOf<Call> {
    const { references, fault } = findReferences(input)
    const meant = new Map<string, Call>()
    const on: Need<Call>[] = []
    let missing: string | undefined
    for (const reference of references) {
      const earlier = this.#byId.get(reference.id)
      if (earlier === undefined) missing ??= reference.id
      else if (!meant.has(reference.id)) {
        meant.set(reference.id, earlier)
        on.push({ call: earlier, text: reference.text })
      }
    }
    const wrong = fault ?? (missing === undefined ? undefined : this.#noEarlier(missing, id))
    if (!this.#byId.has(id)) this.#ids.push(id)
    this.#byId.set(id, call)
    return wrong === undefined ? { on, meant } : { on: [], meant, fault: wrong }
  }

  #noEarlier(missing: string, own: string): string {
    if (missing === own) return `It refers to its own result, \${${printable(own)}}.`
    const others =
      this.#byId.size === 0
        ? 'There are no earlier calls.'
        : `There are: ${list(this.#latest(), this.#ids.length)}.`
    return `Expected \${${printable(missing)}} to name an earlier call. ${others}`
  }

  /** The ids that a call may have meant. */
  *#latest(): Generator<string> {
    for (let index = this.#ids.length - 1; index >= 0; index -= 1) yield this.#ids[index] as string
  }
}
