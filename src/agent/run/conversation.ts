import type { RunHistory } from '../../journal/journal.ts'
import type { WholeMessage } from '../answer.ts'
import type { RunJournal } from './run-journal.ts'

/** A run's messages, in the provider's own shape, and how far the journal knows them. */
export class Conversation<Message> {
  readonly messages: Message[] = []
  readonly #journal: RunJournal
  #journaled = 0

  constructor(journal: RunJournal) {
    this.#journal = journal
  }

  begin(messages: readonly Message[]): void {
    this.add(messages)
    this.#journaled = messages.length
    this.#journal.start(messages)
  }

  /** Takes up what is kept of a run. */
  restore({ started, messages }: RunHistory): void {
    for (const one of [started, ...messages]) this.add(one.messages as readonly Message[])
    this.#journaled = this.messages.length
  }

  add(messages: readonly Message[]): void {
    for (const message of messages) this.messages.push(message)
  }

  /** Tells the journal of a message whose calls are about to run; it is added once it has its results. */
  announce(turn: number, turnId: string, message: WholeMessage): void {
    const { messages: own, calls, text, stop, usage } = message
    const messages = [...this.messages.slice(this.#journaled), ...own]
    this.#journaled = this.messages.length + own.length
    this.#journal.message({ turn, turnId, messages, asked: own.length, calls, text, stop, usage })
  }
}
