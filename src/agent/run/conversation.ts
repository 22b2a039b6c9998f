import type { ToolCall } from '../../call/call.ts'
import { noRecord } from '../../call/errors/in-doubt.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { Toolset } from '../../call/toolset.ts'
import type { RunHistory } from '../../journal/journal.ts'
import type { Codec, History } from '../../wire/codec.ts'
import { readHistory } from '../../wire/shared/history/history.ts'
import type { Fields } from '../../wire/shared/shape.ts'
import { stopped } from '../../wire/shared/ending/stop.ts'
import type { WholeMessage } from '../answer.ts'
import type { KeptReply, KeptState } from './kept/kept-reply.ts'
import type { RunJournal } from './run-journal.ts'

/** A run's messages, in the provider's own shape, and how far the journal knows them. */
export class Conversation<Message> {
  readonly messages: Message[] = []
  /** What the last message that said so needs in the next request. */
  carried: Fields | undefined
  readonly #codec: Codec<Message>
  readonly #tools: Toolset
  readonly #journal: RunJournal
  /** What was added since the journal was told of a message. */
  #unkept: Message[] = []
  /** How many of the next messages the journal knows already. */
  #announced = 0
  /** The last turn that the journal was told of, if it was told of one. */
  #turn: number | undefined

  constructor(codec: Codec<Message>, tools: Toolset, journal: RunJournal) {
    this.#codec = codec
    this.#tools = tools
    this.#journal = journal
  }

  /** Returns which calls of the messages have no result yet. */
  begin(messages: readonly Message[]): History<Message> {
    this.#journal.start(messages)
    return this.#read(messages)
  }

  /** Takes up what is kept of a run. Messages that it began with are read again, and come out the same. */
  restore({ started, messages }: RunHistory): History<Message> {
    const history = this.#read(started.messages as readonly Message[])
    for (const one of messages) {
      this.add(one.messages as readonly Message[])
      this.carried = (one.reply as KeptReply).carried ?? this.carried
    }
    this.#unkept = []
    this.#turn = messages.at(-1)?.turn
    return history
  }

  #read(given: readonly Message[]): History<Message> {
    const isTool = (name: string): boolean => this.#tools.get(name) !== undefined
    const history = readHistory(given, this.#codec, { isTool, lost })
    for (const message of history.messages) this.messages.push(message)
    return history
  }

  /**
   * The turn with which is kept what belongs to none: the last that the journal was told of. It is told of turn 0 here if it knows of
   * none, so that this turn is the run's.
   */
  turnToKeepWith(): number {
    if (this.#turn === undefined) this.announceOpen([])
    return this.#turn ?? 0
  }

  get turn(): number {
    return this.#turn ?? 0
  }

  /** Tells the journal of the calls with which the conversation was handed over, before they run. */
  announceOpen(calls: readonly ToolCall[]): void {
    const usage = { inputTokens: 0, outputTokens: 0 }
    const stop = stopped('calls')
    this.#turn = 0
    this.#journal.message({ turn: 0, messages: [], asked: 0, calls, text: '', stop, usage })
  }

  /** Adds messages, each to the last one if the provider wants the two to be one. */
  add(messages: readonly Message[]): void {
    for (const [place, message] of messages.entries()) {
      const last = this.messages.at(-1)
      const joined = last === undefined ? undefined : this.#codec.joined?.(last, message)
      if (joined === undefined) this.messages.push(message)
      else this.messages[this.messages.length - 1] = joined
      if (place >= this.#announced) this.#unkept.push(message)
    }
    this.#announced = 0
  }

  /**
   * Tells the journal of a message whose calls are about to run; it is added once it has its results. `state`: of the run, when
   * the message was asked for.
   */
  announce(
    turn: number,
    message: WholeMessage,
    state: KeptState & Pick<KeptReply, 'said' | 'saidSince' | 'used'>,
  ): void {
    const { messages: own, calls, text, stop, usage, carried } = message
    const messages = [...this.#unkept, ...own]
    this.#unkept = []
    this.#announced = own.length
    this.#turn = turn
    this.carried = carried ?? this.carried
    const reply = { text, stop, usage, ...(carried && { carried }), ...state }
    this.#journal.message({ turn, messages, asked: own.length, calls, ...reply })
  }
}

const never = { receivedMs: 0, settledMs: 0, runMs: 0, waits: [] }

/** What is said of a call that the conversation has gone on without. */
function lost({ id, name }: ToolCall): ToolResult {
  const { status, error } = noRecord(name)
  return { id, name, status, content: error.message, error, attempts: 0, timing: never }
}
