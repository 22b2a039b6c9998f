import type { ToolCall } from '../../call/call.ts'
import { FanfoldError } from '../../call/errors/error.ts'
import type { Journal, JournalRecord, RunHistory } from '../../journal/journal.ts'
import type { Clock } from '../../util/clock.ts'
import type { Stop, Usage } from '../../wire/codec.ts'

/** What a run keeps of a message beside its calls. */
export interface KeptReply {
  readonly text: string
  readonly stop: Stop
  readonly usage: Usage
}

/** A model's message that is whole, before its calls run. */
export interface KeptMessage extends KeptReply {
  readonly turn: number
  readonly turnId: string
  /** What the conversation gained since the last one, this message included. */
  readonly messages: readonly unknown[]
  readonly asked: number
  readonly calls: readonly ToolCall[]
}

/** Tells the journal of a run. Nothing here waits: a turn's own records come after, and so are kept only if these are. */
export class RunJournal {
  readonly #journal: Journal | undefined
  readonly #clock: Clock
  readonly #runId: string
  readonly #format: string
  #kept: Promise<void> = Promise.resolve()

  constructor(journal: Journal | undefined, clock: Clock, runId: string, format: string) {
    this.#journal = journal
    this.#clock = clock
    this.#runId = runId
    this.#format = format
  }

  start(messages: readonly unknown[]): void {
    this.#append({ kind: 'run.started', messages: [...messages], format: this.#format })
  }

  message({ turn, turnId, messages, asked, calls, ...reply }: KeptMessage): void {
    this.#append({ kind: 'run.message', turn, turnId, messages, asked, calls, reply })
  }

  end(outcome: string): void {
    this.#append({ kind: 'run.ended', outcome })
  }

  /** Resolves once all that was told is kept; rejects with the first failure. */
  kept(): Promise<void> {
    return this.#kept
  }

  /** What is kept of a run that may not have begun. */
  async known(): Promise<RunHistory | undefined> {
    const history = await this.#journal?.run(this.#runId)
    return history && this.#ofFormat(history)
  }

  /**
   * What is kept of the run.
   *
   * @throws {FanfoldError} `unknown_run` if nothing is, `run_format` if its messages are another provider's.
   */
  async history(): Promise<RunHistory> {
    const history = await this.#journal?.run(this.#runId)
    const where = this.#journal?.name ?? 'no journal'
    if (history === undefined)
      throw new FanfoldError(
        `Expected run "${this.#runId}" to be in the journal (${where}), which knows no such run. Start it with agent.run().`,
        { code: 'unknown_run' },
      )
    return this.#ofFormat(history)
  }

  #ofFormat(history: RunHistory): RunHistory {
    const { format } = history.started
    if (format !== this.#format)
      throw new FanfoldError(
        `Expected the messages of run "${this.#runId}" to be in the format ${this.#format}, but they are ${format}'s. ` +
          'Resume it with a model of that provider.',
        { code: 'run_format' },
      )
    return history
  }

  #append(record: WithoutRun<JournalRecord>): void {
    if (this.#journal === undefined) return
    const full = { ...record, runId: this.#runId, atMs: this.#clock.epochMs() } as JournalRecord
    const kept = appended(this.#journal, full)
    this.#kept = this.#kept.then(() => kept)
    // Those who ask are told; that nobody asks yet is no error.
    this.#kept.catch(() => {})
    kept.catch(() => {})
  }
}

/** A journal may also throw at once. */
async function appended(journal: Journal, record: JournalRecord): Promise<void> {
  await journal.append(record)
}

/** A record of a run, as far as it is not the same for all. */
type WithoutRun<Record> = Record extends { runId: string } ? Omit<Record, 'runId' | 'atMs'> : never
