import { FanfoldError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import type {
  CallHistory,
  Journal,
  JournalRecord,
  OuterCall,
  RunHistory,
} from '../../journal/journal.ts'
import type { Engine } from '../../turn/contract.ts'
import { TimedJournal } from '../../journal/timed-journal.ts'
import { surroundings } from '../../turn/run/nesting.ts'
import { outerCall } from '../../turn/shared/outer-call.ts'
import type { Clock } from '../../util/clock.ts'
import type { KeptMessage } from './kept/kept-reply.ts'
import type { KeptUse } from './kept/kept-use.ts'
import {
  noteKey,
  noteName,
  type KeptSaid,
  saidIn,
  sayKey,
  sayName,
  textIn,
  useIn,
  useKey,
  useName,
} from './kept/kept-texts.ts'
import type { Outcome } from './outcome.ts'
import type { RunStop } from './run-stop.ts'
import { mayTake, type RunOwner } from './runs-under-way.ts'

/** The id of a turn of a run: by its number, 0 of the calls with which its conversation was handed over. */
export function turnIdOf(runId: string, turn: number): string {
  return `${runId}.${turn}`
}

/** What a journal has to know of the run that it keeps. */
export interface JournaledRun {
  readonly id: string
  readonly stop: Pick<RunStop, 'requests'>
  /** As what the run fails, if its journal does. `outcome`: what it had come to; undefined if it was under way. */
  failure(cause: unknown, outcome?: Outcome): Error
}

/** Tells the journal of a run. Nothing here waits: a turn's own records come after, and so are kept only if these are. */
export class RunJournal {
  readonly #journal: Journal | undefined
  readonly #timed: TimedJournal | undefined
  readonly #clock: Clock
  readonly #run: JournaledRun
  readonly #runId: string
  readonly #owner: RunOwner
  /** Where the run began, if inside a call. */
  readonly #inside: OuterCall | undefined
  #kept: Promise<void> = Promise.resolve()

  constructor(
    owner: RunOwner & { readonly engine: Pick<Engine, 'clock' | 'journal'> },
    run: JournaledRun,
  ) {
    const { clock, journal } = owner.engine
    this.#journal = journal
    this.#timed = journal && new TimedJournal(journal, clock)
    this.#clock = clock
    this.#run = run
    this.#runId = run.id
    this.#owner = owner
    this.#inside = journal && outerCall(surroundings().parent, journal)
  }

  start(messages: readonly unknown[]): void {
    const { name, model } = this.#owner
    void this.#append({
      kind: 'run.started',
      messages: [...messages],
      format: model.codec.name,
      ...(name !== undefined && { name }),
      ...(this.#inside && { inside: this.#inside }),
    })
  }

  message({ turn, messages, asked, calls, ...reply }: KeptMessage): void {
    const turnId = turnIdOf(this.#runId, turn)
    void this.#append({ kind: 'run.message', turn, turnId, messages, asked, calls, reply })
  }

  end(outcome: string): void {
    void this.#append({ kind: 'run.ended', outcome })
  }

  /** Whether anything is kept at all. */
  get isKept(): boolean {
    return this.#journal !== undefined
  }

  /** Resolves once a message of the user's is kept: like a call of the turn that has settled, so that it goes with the run. */
  say(turn: number, number: number, text: string): Promise<void> {
    return this.#keepText(turn, `${sayKey}${number}`, sayName, text)
  }

  /** Resolves once a note to the model at the end of a turn's results is kept, or cannot be, which `kept` says. */
  keepNote(turn: number, text: string): Promise<void> {
    return this.#keepText(turn, noteKey, noteName, text).catch(() => {})
  }

  /** Keeps what the run has used, with a message that did not come whole. */
  use(turn: number, used: KeptUse): void {
    const text = JSON.stringify(used)
    void this.#keepText(turn, `${useKey}${used.requests}`, useName, text)
  }

  /** What is kept of that with a turn: the last. */
  async used(turn: number): Promise<KeptUse | undefined> {
    let last: KeptUse | undefined
    for (const call of (await this.turn(turn)).values()) {
      const used = useIn(call)
      if (used !== undefined && used.requests > (last?.requests ?? 0)) last = used
    }
    return last
  }

  /** The note that is kept with a turn. */
  async note(turn: number): Promise<string | undefined> {
    const kept = (await this.turn(turn)).get(noteKey)
    return kept?.name === noteName ? textIn(kept) : undefined
  }

  /** The messages of the user's that are kept with the turns from one to another, but for the first so many of the run. */
  async said(from: number, to: number, after: number): Promise<readonly KeptSaid[]> {
    const said: KeptSaid[] = []
    for (let turn = from; turn <= to; turn += 1)
      for (const call of (await this.turn(turn)).values()) {
        const one = saidIn(call)
        if (one !== undefined && one.number > after) said.push({ ...one, turn })
      }
    return said.toSorted((a, b) => a.number - b.number)
  }

  /**
   * Resolves once all that was told is kept.
   *
   * @throws the run's failure, of the first that is not: one that the journal does not keep must not go on as if it could be resumed.
   */
  kept(outcome?: Outcome): Promise<void> {
    return this.#kept.catch((error: unknown) => {
      throw this.#run.failure(error, outcome)
    })
  }

  /** What is kept of the calls of one of its turns, by key. */
  async turn(turn: number): Promise<ReadonlyMap<string, CallHistory>> {
    const turnId = turnIdOf(this.#runId, turn)
    return (await this.#ask((journal) => journal.turn(turnId))) ?? new Map<string, CallHistory>()
  }

  /** What is kept of a run that may not have begun. */
  async known(): Promise<RunHistory | undefined> {
    const history = await this.#ask((journal) => journal.run(this.#runId))
    return history && this.#own(history)
  }

  /**
   * What is kept of the run.
   *
   * @throws {FanfoldError} `unknown_run` if nothing is, `run_format` if its messages are another provider's, `run_agent` if it is
   *   another agent's.
   */
  async history(): Promise<RunHistory> {
    const history = await this.#ask((journal) => journal.run(this.#runId))
    const where = this.#journal?.name ?? 'no journal'
    if (history === undefined)
      throw new FanfoldError(
        `Expected run "${this.#runId}" to be in the journal (${where}), which knows no such run. Start it with agent.run().`,
        { code: 'unknown_run' },
      )
    return this.#own(history)
  }

  /** What the journal answers, of which there is nothing without one. */
  #ask<T>(ask: (journal: Journal) => Promise<T>): Promise<T> | undefined {
    return this.#timed?.soon(ask, this.#run.stop.requests).catch((error: unknown) => {
      throw this.#run.failure(error)
    })
  }

  #own(history: RunHistory): RunHistory {
    const { format, name } = history.started
    const own = this.#owner.model.codec.name
    if (format !== own)
      throw new FanfoldError(
        `Expected the messages of run "${this.#runId}" to be in the format ${own}, but they are ${format}'s. ` +
          'Resume it with a model of that provider.',
        { code: 'run_format' },
      )
    if (!mayTake(this.#owner, name))
      throw new FanfoldError(
        `Expected run "${this.#runId}" to be one of ${agentName(this.#owner.name)}, but the agent ${show(name)} began it. ` +
          'Resume it with that one, which has its tools and its instructions, or give a new run another id.',
        { code: 'run_agent' },
      )
    return history
  }

  #keepText(turn: number, callKey: string, name: string, text: string): Promise<void> {
    const turnId = turnIdOf(this.#runId, turn)
    const input = JSON.stringify({ text })
    const result = { status: 'ok', content: 'Said.', attempts: 0 } as const
    return this.#append({ kind: 'call.settled', turnId, callKey, name, input, result })
  }

  #append(record: WithoutRun<JournalRecord>): Promise<void> {
    if (this.#timed === undefined) return Promise.resolve()
    const atMs = this.#clock.epochMs()
    const of = 'turnId' in record && 'callKey' in record ? {} : { runId: this.#runId }
    const full = { ...record, ...of, atMs } as JournalRecord
    const kept = this.#timed.soon((journal) => journal.append(full))
    this.#kept = this.#kept.then(() => kept)
    // Those who ask are told; that nobody asks yet is no error.
    this.#kept.catch(() => {})
    kept.catch(() => {})
    return kept
  }
}

function agentName(name: string | undefined): string {
  return name === undefined ? 'an agent without a name' : `the agent ${show(name)}`
}

/** A record of a run, as far as it is not the same for all. */
type WithoutRun<Record> = Record extends { runId: string }
  ? Omit<Record, 'runId' | 'atMs'>
  : Record extends { kind: 'call.settled' }
    ? Omit<Record, 'atMs'>
    : never
