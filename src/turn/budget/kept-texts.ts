import type { CallHistory } from '../../journal/journal.ts'
import { nextTurn } from '../../util/clock.ts'
import { writeReference, type Reference } from './reference.ts'
import { nameOfText, type ResultStore } from './result-store.ts'
import { textsOf } from './texts.ts'

/** What a journal keeps of a turn's calls. */
export type AskHistory = (turnId: string) => Promise<ReadonlyMap<string, CallHistory>>

/** After so many characters that were looked through, everybody else gets a turn. */
const mostAtOnce = 2_000_000

/**
 * Where the whole texts of cut results are: in memory and, as far as they are written there, in the journal, for another
 * process. Nobody reads a text by the id of its turn, which others may know: that says only where to look, and what is
 * found has to be the text that the reference was made from.
 */
export class KeptTexts {
  readonly #store: ResultStore
  readonly #history: AskHistory | undefined

  constructor(store: ResultStore, history?: AskHistory) {
    this.#store = store
    this.#history = history
  }

  /** Whether any text was kept. */
  get isUsed(): boolean {
    return this.#store.size > 0
  }

  /** Keeps a text, and returns its reference; undefined if it is too large. */
  keep(text: string, { turnId, onlyReads }: Omit<Reference, 'name'>): string | undefined {
    const name = this.#store.keep(text)
    if (name === undefined) return undefined
    return writeReference({ name, onlyReads, turnId: this.#history && turnId })
  }

  /** The text of a reference; undefined if it is gone. Rejects if the journal, which may have it, does not say so. */
  async find({ name, turnId }: Reference): Promise<string | undefined> {
    const kept = this.#store.get(name)
    if (kept !== undefined || turnId === undefined || this.#history === undefined) return kept
    let looked = 0
    for (const { result } of (await this.#history(turnId)).values())
      for (const text of textsOf(result?.content ?? [])) {
        looked += text.length
        if (looked > mostAtOnce) {
          await nextTurn()
          looked = 0
        }
        if (nameOfText(text) !== name) continue
        this.#store.keep(text)
        return text
      }
    return undefined
  }
}
