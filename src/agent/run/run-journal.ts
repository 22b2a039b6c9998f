import type { ToolCall } from '../../call/call.ts'
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
import { surroundings } from '../../turn/run/nesting.ts'
import { outerCall } from '../../turn/shared/outer-call.ts'
import type { Clock } from '../../util/clock.ts'
import type { Stop, Usage } from '../../wire/codec.ts'
import type { Fields } from '../../wire/shared/shape.ts'
import type { KeptBounds } from '../bounds/bounds.ts'
import type { KeptNotes } from '../notes/kept-notes.ts'
import { mayTake, type RunOwner } from './runs-under-way.ts'

/** How what the user says, and a note to the model, are told from the calls among which they are kept. */
const sayName = 'run.say()'
const sayKey = 'say:'
const noteName = 'run note'
const noteKey = 'note:'

/** Something that the user said into a run, the how-manieth of it. */
interface Said {
  readonly number: number
  readonly text: string
}

/** What the user said, if that is what is kept here as a call. */
export function saidIn({ callKey, name, input }: CallHistory): Said | undefined {
  if (name !== sayName || !callKey.startsWith(sayKey)) return undefined
  return { number: Number(callKey.slice(sayKey.length)), text: textIn({ input }) }
}

/** How a run stood when a message was asked for. */
export type KeptState = KeptBounds & KeptNotes

/** What a run keeps of a message beside its calls. */
export interface KeptReply extends KeptBounds, KeptNotes {
  readonly text: string
  readonly stop: Stop
  readonly usage: Usage
  /** How many messages the user has said into the run until then; absent if none. */
  readonly said?: number
  /** What it needs in the next request; absent if nothing. */
  readonly carried?: Fields
}

/** A model's message that is whole, before its calls run. */
export interface KeptMessage extends KeptReply {
  /** From 1; 0 for the calls with which the conversation was handed over. */
  readonly turn: number
  readonly turnId: string
  /** What the conversation gained since the last one, this message included. */
  readonly messages: readonly unknown[]
  readonly asked: number
  readonly calls: readonly ToolCall[]
}

/** The id of a turn of a run: by its number, 0 of the calls with which its conversation was handed over. */
export function turnIdOf(runId: string, turn: number): string {
  return `${runId}.${turn}`
}

/** Tells the journal of a run. Nothing here waits: a turn's own records come after, and so are kept only if these are. */
export class RunJournal {
  readonly #journal: Journal | undefined
  readonly #clock: Clock
  readonly #runId: string
  readonly #owner: RunOwner
  /** Where the run began, if inside a call. */
  readonly #inside: OuterCall | undefined
  #kept: Promise<void> = Promise.resolve()

  constructor(
    owner: RunOwner & { readonly engine: Pick<Engine, 'clock' | 'journal'> },
    runId: string,
  ) {
    const { clock, journal } = owner.engine
    this.#journal = journal
    this.#clock = clock
    this.#runId = runId
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

  message({ turn, turnId, messages, asked, calls, ...reply }: KeptMessage): void {
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

  /** The note that is kept with a turn. */
  async note(turn: number): Promise<string | undefined> {
    const kept = (await this.turn(turn)).get(noteKey)
    return kept?.name === noteName ? textIn(kept) : undefined
  }

  /** The messages of the user's that are kept with these turns, but for the first so many of the run. */
  async said(turns: readonly number[], after: number): Promise<readonly string[]> {
    const said: Said[] = []
    for (const turn of turns)
      for (const call of (await this.turn(turn)).values()) {
        const one = saidIn(call)
        if (one !== undefined) said.push(one)
      }
    return said
      .filter(({ number }) => number > after)
      .toSorted((a, b) => a.number - b.number)
      .map(({ text }) => text)
  }

  /** Resolves once all that was told is kept; rejects with the first failure. */
  kept(): Promise<void> {
    return this.#kept
  }

  /** What is kept of the calls of one of its turns, by key. */
  async turn(turn: number): Promise<ReadonlyMap<string, CallHistory>> {
    return (
      (await this.#journal?.turn(turnIdOf(this.#runId, turn))) ?? new Map<string, CallHistory>()
    )
  }

  /** What is kept of a run that may not have begun. */
  async known(): Promise<RunHistory | undefined> {
    const history = await this.#journal?.run(this.#runId)
    return history && this.#own(history)
  }

  /**
   * What is kept of the run.
   *
   * @throws {FanfoldError} `unknown_run` if nothing is, `run_format` if its messages are another provider's, `run_agent` if it is
   *   another agent's.
   */
  async history(): Promise<RunHistory> {
    const history = await this.#journal?.run(this.#runId)
    const where = this.#journal?.name ?? 'no journal'
    if (history === undefined)
      throw new FanfoldError(
        `Expected run "${this.#runId}" to be in the journal (${where}), which knows no such run. Start it with agent.run().`,
        { code: 'unknown_run' },
      )
    return this.#own(history)
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
    if (this.#journal === undefined) return Promise.resolve()
    const atMs = this.#clock.epochMs()
    const of = 'turnId' in record && 'callKey' in record ? {} : { runId: this.#runId }
    const full = { ...record, ...of, atMs } as JournalRecord
    const kept = appended(this.#journal, full)
    this.#kept = this.#kept.then(() => kept)
    // Those who ask are told; that nobody asks yet is no error.
    this.#kept.catch(() => {})
    kept.catch(() => {})
    return kept
  }
}

function textIn({ input }: Pick<CallHistory, 'input'>): string {
  return (JSON.parse(input) as { readonly text: string }).text
}

function agentName(name: string | undefined): string {
  return name === undefined ? 'an agent without a name' : `the agent ${show(name)}`
}

/** A journal may also throw at once. */
async function appended(journal: Journal, record: JournalRecord): Promise<void> {
  await journal.append(record)
}

/** A record of a run, as far as it is not the same for all. */
type WithoutRun<Record> = Record extends { runId: string }
  ? Omit<Record, 'runId' | 'atMs'>
  : Record extends { kind: 'call.settled' }
    ? Omit<Record, 'atMs'>
    : never
