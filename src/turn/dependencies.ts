import { findReferences, resolveReferences, type Resolved } from '../plan/references/reference.ts'
import { badReference, dependencyFailed, type Answer } from './answers.ts'
import type { Entry } from './entry.ts'

/** A long list of ids is of no use to a model. */
const mostIds = 20

/** Which calls of a turn wait for the results of others, because their input refers to them. */
export class Dependencies {
  readonly #byId = new Map<string, Entry>()
  /** How many results a call still waits for. */
  readonly #missing = new Map<Entry, number>()
  /** Who waits for a call's result. */
  readonly #dependents = new Map<Entry, Entry[]>()

  /** Notes a call that needs nothing any more: the journal had its answer. */
  note(entry: Entry): void {
    this.#byId.set(entry.id, entry)
  }

  /**
   * Notes a call and what it needs.
   *
   * @returns the answer to a call whose references make no sense or whose needs have failed already; `wait` while
   *   results are missing.
   */
  add(entry: Entry): Answer | 'wait' | undefined {
    const { references, fault } = findReferences(entry.call.input)
    const needed = new Map(references.map(({ id }) => [id, this.#byId.get(id)]))
    this.#byId.set(entry.id, entry)
    if (fault !== undefined) return badReference(entry.call.name, fault)
    for (const [id, need] of needed) {
      if (need === undefined) return badReference(entry.call.name, this.#unknown(id, entry))
      if (need.result === undefined) this.#wait(entry, need)
      else if (!need.told) entry.follow(need)
      if (need.result !== undefined && need.result.status !== 'ok')
        return dependencyFailed(entry.call.name, need.result)
    }
    return this.#missing.has(entry) ? 'wait' : undefined
  }

  #wait(entry: Entry, need: Entry): void {
    this.#missing.set(entry, (this.#missing.get(entry) ?? 0) + 1)
    const dependents = this.#dependents.get(need)
    if (dependents === undefined) this.#dependents.set(need, [entry])
    else dependents.push(entry)
    entry.follow(need)
  }

  /** The calls that a settled one was the last or the failing need of, with the answer to those that cannot run. */
  *freedBy(entry: Entry): Generator<[Entry, Answer | undefined]> {
    const { result } = entry
    if (result === undefined) return
    for (const dependent of this.#dependents.get(entry) ?? []) {
      if (dependent.stage === 'settled') continue
      const missing = (this.#missing.get(dependent) ?? 1) - 1
      this.#missing.set(dependent, missing)
      if (result.status !== 'ok') yield [dependent, dependencyFailed(dependent.call.name, result)]
      else if (missing === 0) yield [dependent, undefined]
    }
  }

  /** The input of a call with the results that it refers to in their places. */
  resolve({ call }: Entry): Resolved {
    const values = new Map<string, unknown>()
    for (const { id } of findReferences(call.input).references)
      values.set(id, this.#byId.get(id)?.result?.value)
    return resolveReferences(call.input, values)
  }

  #unknown(id: string, entry: Entry): string {
    if (id === entry.id) return `It refers to its own result, \${${id}}.`
    const ids = [...this.#byId.keys()].filter((other) => other !== entry.id)
    const earlier =
      ids.length === 0 ? 'There is none.' : `There are: ${ids.slice(-mostIds).join(', ')}.`
    return `Expected \${${id}} to name an earlier call. ${earlier}`
  }
}
