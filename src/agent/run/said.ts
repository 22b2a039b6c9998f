import { FanfoldError } from '../../call/errors/error.ts'
import { nonEmptyText } from '../../call/expect.ts'
import { wellFormed } from '../../wire/shared/sent/result-text.ts'
import type { RunMessage } from '../../journal/journal.ts'
import type { Codec } from '../../wire/codec.ts'
import type { Bounds } from '../bounds/bounds.ts'
import type { Notes } from '../notes/notes.ts'
import type { Conversation } from './conversation.ts'
import { isFinal } from './outcome.ts'
import type { RunEvents } from './run-events.ts'
import type { KeptReply } from './kept/kept-reply.ts'
import type { RunJournal } from './run-journal.ts'
import type { RunRecord } from '../record/run-record.ts'

/** One message of the user's, until the conversation has it. */
interface Said {
  readonly text: string
  /** With which it is kept; undefined without a journal. */
  readonly turn?: number
  /** Only without a journal: who said it is told once it is taken. */
  readonly taken?: () => void
  readonly lost?: (error: Error) => void
}

/** What is said into a run. */
export interface SaidParts<Message> {
  readonly id: string
  readonly codec: Codec<Message>
  readonly journal: RunJournal
  readonly conversation: Conversation<Message>
  readonly events: RunEvents
  readonly warnings: string[]
  readonly bounds: Bounds
  readonly notes: Notes
  readonly record: RunRecord
}

/** What is said to a run that is under way, in order, until the next request takes it. */
export class SaidMessages<Message> {
  readonly #run: SaidParts<Message>
  #waiting: Said[] = []
  /** How many the conversation has. */
  #taken = 0
  /** Before it is known where the run stands, nothing that is said has a place there. */
  #isBegun = false
  readonly #begun = Promise.withResolvers<void>()
  #over: string | undefined

  constructor(run: SaidParts<Message>) {
    this.#run = run
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** What is kept of them with a message that has come. */
  kept(): Pick<KeptReply, 'said' | 'saidSince'> {
    const saidSince = this.#waiting[0]?.turn
    return {
      ...(this.#taken > 0 && { said: this.#taken }),
      ...(saidSince !== undefined && { saidSince }),
    }
  }

  /** Resolves once the message is kept or, without a journal, taken. */
  async say(given: string): Promise<void> {
    const text = wellFormed(nonEmptyText(given, 'text', ' of run.say'))
    const { journal, conversation } = this.#run
    if (journal.isKept && !this.#isBegun) await this.#begun.promise
    if (this.#over !== undefined) throw this.#overError(this.#over)
    if (journal.isKept) {
      const turn = conversation.turnToKeepWith()
      this.#waiting.push({ text, turn })
      return journal.say(turn, this.#taken + this.#waiting.length, text)
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.push({ text, taken: resolve, lost: reject })
    return promise
  }

  /** Takes up what is kept: how many the conversation has, and those that no request has taken. */
  async restore(last: RunMessage | undefined): Promise<void> {
    const { turn = 0, reply } = last ?? {}
    const before = Math.max(0, turn - 1)
    const { said = 0, saidSince = before } = (reply ?? {}) as Partial<KeptReply>
    this.#taken = said
    // They waited then already, or came since, or while the message was on its way.
    this.#waiting = [...(await this.#run.journal.said(Math.min(saidSince, before), turn, said))]
    // Without a message, the calls with which it was handed over may come yet.
    if (last !== undefined) this.begin()
  }

  /** It is known where the run stands. */
  begin(): void {
    this.#isBegun = true
    this.#begun.resolve()
  }

  /** Takes what waits into the conversation, before the request of a turn. */
  take(turn: number): void {
    const { bounds, codec, conversation, events, notes, record } = this.#run
    const said = this.#waiting
    if (said.length > 0) bounds.heard()
    if (said.length > 0) notes.heard()
    this.#waiting = []
    this.#taken += said.length
    for (const { text, taken } of said) {
      conversation.add([codec.user(text)])
      record.hear(text)
      events.tell({ type: 'said', turn, text })
      taken?.()
    }
  }

  /** The run is over. What nothing keeps is lost, and so is what is kept with a run that does not go on. */
  end(outcome: string, keptAs: string = outcome): void {
    this.#over ??= outcome
    this.begin()
    const lost = this.#waiting.filter(({ lost }) => isFinal(keptAs) || lost !== undefined)
    this.#waiting = []
    for (const one of lost) one.lost?.(this.#overError(this.#over))
    if (lost.length > 0)
      this.#run.warnings.push(
        `What was said to the run (${lost.length === 1 ? 'a message' : `${lost.length} messages`}) came too late for it, and is not in its messages.`,
      )
  }

  #overError(outcome: string): FanfoldError {
    return new FanfoldError(
      `Expected run "${this.#run.id}" to be under way when something is said to it, but it has ended (${outcome}). Say it in a run that goes on ` +
        'with its messages.',
      { code: 'run_over' },
    )
  }
}
