import { FanfoldError } from '../../call/errors/error.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { RunHistory } from '../../journal/journal.ts'
import { isKeptTheSame } from '../../journal/json-text.ts'
import type { SuspendOptions } from '../../turn/contract.ts'
import type { RunObserver } from '../../turn/events/observer.ts'
import { checkSuspendOptions } from '../../turn/options.ts'
import { addAll } from '../../util/add-all.ts'
import { randomId } from '../../util/random-id.ts'
import type { History } from '../../wire/codec.ts'
import type { Reply } from '../answer.ts'
import { Bounds } from '../bounds/bounds.ts'
import { Conversation } from './conversation.ts'
import type { RunEvent, RunOptions, RunResult } from '../contract.ts'
import type { JoinedRun } from './join/joined-run.ts'
import { Notes } from '../notes/notes.ts'
import type { AgentSettings } from '../options.ts'
import { endingOf, finalOutcome, goesOn, mayGoOn, outcomeOf, type Outcome } from './outcome.ts'
import { RunError } from './run-error.ts'
import { RunEvents } from './run-events.ts'
import type { KeptReply } from './kept/kept-reply.ts'
import { RunJournal } from './run-journal.ts'
import { RunRecord } from '../record/run-record.ts'
import { RunStop } from './run-stop.ts'
import { RunTurns } from './run-turns.ts'
import { SaidMessages } from './said.ts'
import { type JoinableRun, noLongerUnderWay, nowUnderWay, type RunOwner } from './runs-under-way.ts'
import { Tally } from './tally.ts'

/** One run of an agent: requests and turns in alternation until the model answers. */
export class AgentRun<Message> implements JoinableRun<Message> {
  readonly id: string
  readonly result: Promise<RunResult<Message>>
  readonly working: Promise<JoinableRun<Message>> = Promise.resolve(this)
  readonly waitsToBegin = false
  readonly #agent: AgentSettings<Message>
  readonly #said: SaidMessages<Message>
  /** The provider has paused its turn, which goes on only with what it has said. */
  #isPaused = false
  readonly #stop: RunStop
  readonly #events: RunEvents
  readonly #journal: RunJournal
  readonly #conversation: Conversation<Message>
  readonly #reports: TurnReport[] = []
  readonly #record: RunRecord
  readonly #turns: RunTurns<Message>
  readonly #warnings: string[]
  readonly #tally = new Tally()
  readonly #bounds: Bounds
  /** What it began with. */
  readonly #given = Promise.withResolvers<readonly unknown[]>()
  #text = ''

  /**
   * @param messages what it begins with; undefined if it only goes on. One that has a name may do either.
   * @param waited has waited for it to begin; what stops that one stops it. `observer` sees it from within.
   */
  constructor(
    agent: AgentSettings<Message>,
    messages: readonly Message[] | undefined,
    options: RunOptions,
    waited: JoinedRun<Message> | undefined,
    observer: RunObserver | undefined,
  ) {
    const { journal, clock } = agent.engine
    this.#agent = agent
    this.#events = new RunEvents(clock)
    this.#stop = waited?.stop ?? new RunStop(clock, options, agent.engine)
    const { codec } = agent.model
    const warnings = (this.#warnings = observer?.warnings ?? [])
    const warning = messages && codec.historyWarning?.(messages)
    if (warning !== undefined) warnings.push(warning)
    this.id = options.id ?? randomId(clock, 'run')
    const failure = this.#journalFailure.bind(this)
    this.#journal = new RunJournal(agent, { id: this.id, stop: this.#stop, failure })
    this.#conversation = new Conversation(codec, agent.engine.tools, this.#journal)
    const { context, results } = options
    const parts = {
      id: this.id,
      journal: this.#journal,
      events: this.#events,
      conversation: this.#conversation,
      bounds: (this.#bounds = new Bounds(agent, options, this.#tally)),
      record: (this.#record = new RunRecord(agent, context, this.#conversation.messages)),
    }
    const own = { ...parts, agent, clock, context, stop: this.#stop, tally: this.#tally, observer }
    const notes = new Notes(own)
    const said = (this.#said = new SaidMessages({ ...parts, notes, codec, warnings }))
    this.#turns = new RunTurns({ ...own, notes, said, soFar: this.soFar.bind(this) }, results)
    nowUnderWay(journal, this, waited)
    this.result = this.#run(messages, journal !== undefined && options.id !== undefined)
    // Who joins it may never come, and to those who only iterate a failure is not to show as an unhandled rejection.
    this.#given.promise.catch(() => {})
    this.result.catch(() => {})
  }

  get agent(): RunOwner {
    return this.#agent
  }

  get stopsForNow(): boolean {
    return this.#stop.isForNow
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    return this.#events.iterate()
  }

  cancel(reason?: string): void {
    this.#stop.cancel(reason)
  }

  cancelCall(callId: string, reason?: string): void {
    this.#stop.cancelCall(callId, reason)
  }

  suspend(options?: SuspendOptions): void {
    const checked = checkSuspendOptions(options, 'run.suspend')
    this.#stop.suspend(checked.withinMs)
  }

  say(text: string): Promise<void> {
    const said = this.#said.say(text)
    // A result has a warning of what was lost; that nobody asks is no error.
    said.catch(() => {})
    return said
  }

  soFar(outcome: Outcome): RunResult<Message> {
    return this.#record.resultWithMissed({
      text: this.#text,
      outcome,
      ...endingOf(outcome, this.#reports.at(-1), this.#agent, this.#bounds.spent),
      messages: [...this.#conversation.messages],
      turns: [...this.#reports],
      stats: this.#tally.stats(this.#events.nowMs(), this.#agent.prices),
      warnings: [...this.#warnings],
    })
  }

  async expectBegunWith(messages: readonly unknown[]): Promise<void> {
    if (isKeptTheSame(await this.#given.promise, messages)) return
    throw new FanfoldError(
      `Expected run "${this.id}" to be given the messages that it began with, got others. Give a new run another id.`,
      { code: 'run_input' },
    )
  }

  async #run(
    messages: readonly Message[] | undefined,
    mayBeKnown: boolean,
  ): Promise<RunResult<Message>> {
    try {
      let outcome = await this.#begin(messages, mayBeKnown)
      // The user has spoken since: that is answered, too.
      while (this.#said.isWaiting && mayGoOn(outcome))
        outcome = await this.#loop(this.#conversation.turn + 1)
      const kept = this.#stop.keptAs(outcome)
      this.#said.end(outcome, kept)
      if (!goesOn(outcome)) this.#journal.end(kept)
      await this.#journal.kept(outcome)
      return this.soFar(outcome)
    } catch (error) {
      this.#said.end('broken')
      this.#given.reject(error)
      this.#events.fail(error)
      throw error
    } finally {
      this.#stop.end()
      noLongerUnderWay(this.#agent.engine.journal, this)
      this.#events.end()
    }
  }

  async #begin(messages: readonly Message[] | undefined, mayBeKnown: boolean): Promise<Outcome> {
    if (messages === undefined) return this.#resume(await this.#journal.history())
    const known = mayBeKnown ? await this.#journal.known() : undefined
    this.#given.resolve(known?.started.messages ?? messages)
    if (known !== undefined) {
      await this.expectBegunWith(messages)
      return this.#resume(known)
    }
    const open = this.#conversation.begin(messages)
    // A microtask's grace: if run() is followed by a cancel at once, nothing is sent.
    await undefined
    return (await this.#open(open, false)) ?? this.#loop(1)
  }

  /** Runs the calls with which the conversation was handed over, if there are any, in a turn of their own. */
  async #open(history: History<Message>, known: boolean): Promise<Outcome | undefined> {
    addAll(this.#warnings, history.warnings)
    const reply = await this.#turns.open(history, known)
    return reply && this.#take(reply)
  }

  /** Goes on where the journal ends: with the turn of its last message. */
  async #resume(history: RunHistory): Promise<Outcome> {
    const { started, messages, ended } = history
    this.#given.resolve(started.messages)
    const open = this.#conversation.restore(history)
    const last = messages.at(-1)
    this.#tally.restore(messages, last && (await this.#journal.used(last.turn)))
    await this.#said.restore(last)
    const over = finalOutcome(ended)
    this.#turns.restore(last?.reply as Partial<KeptReply> | undefined, over !== undefined)
    const outcome =
      last === undefined || last.turn === 0
        ? await this.#open(open, last !== undefined)
        : this.#take(await this.#turns.replay(last))
    return over ?? outcome ?? this.#loop((last?.turn ?? 0) + 1)
  }

  async #loop(firstTurn: number): Promise<Outcome> {
    const { codec } = this.#agent.model
    const { messages } = this.#conversation
    for (let turn = firstTurn; turn <= this.#agent.maxTurns; turn += 1) {
      if (this.#stop.outcome !== undefined) return this.#stop.outcome
      if (this.#bounds.spent !== undefined) return 'budget'
      if (!this.#isPaused && !codec.waitsForResults?.(messages)) this.#said.take(turn)
      const reply = await this.#turns.exchange(turn)
      if (reply === undefined) return this.#stop.outcome ?? 'cancelled'
      // What has been done is in the result, also of a run whose journal fails.
      const outcome = this.#take(reply)
      await this.#journal.kept()
      if (outcome !== undefined) return outcome
    }
    return this.#stop.outcome ?? 'max-turns'
  }

  #take(reply: Reply<Message>): Outcome | undefined {
    this.#isPaused = reply.stop.kind === 'paused'
    this.#conversation.add(reply.messages)
    addAll(this.#warnings, [...reply.report.warnings, ...this.#bounds.take(reply)])
    this.#text = reply.text
    if (reply.calls.length > 0) this.#reports.push(reply.report)
    this.#record.note(reply)
    return outcomeOf(reply, this.#agent, this.#stop.outcome, this.#bounds)
  }

  #journalFailure(
    cause: unknown,
    outcome: Outcome = this.#stop.outcome ?? 'broken',
  ): RunError<Message> {
    return new RunError('The journal failed', 'journal', cause, this.soFar(outcome))
  }
}
