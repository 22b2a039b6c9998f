import { afterMicrotasks } from '../util/after-microtasks.ts'
import { conflictFault, faultError, followsFault } from './fault.ts'
import type { JournalRecord } from './journal.ts'
import { fromText, toText } from './json-text.ts'
import type { MemoryStore } from './memory-store.ts'
import { refusal, scopesOf } from './refusal.ts'

interface Pending {
  readonly scopes: readonly string[]
  /** Throws if the record cannot be kept. */
  readonly keep: () => void
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Takes the records of one moment together, as a file does. */
export class MemoryInbox {
  readonly #name: string
  readonly #store: MemoryStore
  readonly #onKept: (record: JournalRecord) => void
  #pending: Pending[] = []
  /** While there is something to wait for: before Node.js 24 a promise keeps all that was around where it was made. */
  #emptied: Promise<void> | undefined

  constructor(name: string, store: MemoryStore, onKept: (record: JournalRecord) => void) {
    this.#name = name
    this.#store = store
    this.#onKept = onKept
  }

  append(record: JournalRecord): Promise<void> {
    if (this.#pending.length === 0)
      this.#emptied = new Promise((resolve) => {
        afterMicrotasks(() => resolve(this.#take()))
      })
    const keep = this.#keeping(record)
    return new Promise((resolve, reject) => {
      this.#pending.push({ scopes: scopesOf(record), keep, resolve, reject })
    })
  }

  /** Resolves once all that was appended is kept or refused. */
  empty(): Promise<void> {
    return this.#emptied ?? Promise.resolve()
  }

  #keeping(record: JournalRecord): () => void {
    let copy: JournalRecord
    try {
      // As a file would give it: the caller may go on to change what it gave.
      copy = fromText(this.#name, toText('a record', record)) as JournalRecord
    } catch (error) {
      return () => {
        throw error
      }
    }
    return () => {
      const why = refusal(copy, this.#store.kept(copy))
      if (why !== undefined) throw faultError(conflictFault(why))
      this.#store.keep(copy)
      this.#onKept(copy)
    }
  }

  #take(): void {
    const refused = new Set<string>()
    this.#emptied = undefined
    for (const { scopes, keep, resolve, reject } of this.#pending.splice(0)) {
      try {
        if (scopes.some((scope) => refused.has(scope))) throw faultError(followsFault(scopes))
        keep()
        resolve()
      } catch (error) {
        for (const scope of scopes) refused.add(scope)
        reject(error as Error)
      }
    }
  }
}
