import type { ToolCall } from '../../call/call.ts'
import type { GivenResult } from '../../call/options/given-results.ts'
import type { RunMessage } from '../../journal/journal.ts'
import type { Turn, TurnOptions } from '../../turn/contract.ts'
import { boundTurn, keepEvents } from '../../turn/engine.ts'
import type { RunObserver } from '../../turn/events/observer.ts'
import { backoffMs } from '../../util/backoff.ts'
import { sleep, type Clock } from '../../util/clock.ts'
import type { History, Stop } from '../../wire/codec.ts'
import { answerOn, type Reply, type Told } from '../answer.ts'
import type { RunResult } from '../contract.ts'
import type { Bounds } from '../bounds/bounds.ts'
import type { Notes } from '../notes/notes.ts'
import type { AgentSettings } from '../options.ts'
import type { Conversation } from './conversation.ts'
import type { Outcome } from './outcome.ts'
import { expectWaiting } from './given-results.ts'
import { replay, replyToOpen } from './replay.ts'
import { RunError } from './run-error.ts'
import type { RunEvents } from './run-events.ts'
import type { KeptReply, KeptState } from './kept/kept-reply.ts'
import { type RunJournal, turnIdOf } from './run-journal.ts'
import type { RunRecord } from '../record/run-record.ts'
import type { RunStop } from './run-stop.ts'
import type { SaidMessages } from './said.ts'
import type { Tally } from './tally.ts'

/** What is said of a call of a run that has ended, if the journal did not keep its result. */
const overMessage = 'The run is over, and what the call had returned, if it had run, was not kept.'

/** What the turns of a run need of it. */
export interface RunParts<Message> {
  readonly id: string
  readonly agent: AgentSettings<Message>
  /** For the engine's tools. */
  readonly context: unknown
  readonly clock: Clock
  readonly stop: RunStop
  readonly events: RunEvents
  readonly conversation: Conversation<Message>
  readonly journal: RunJournal
  readonly tally: Tally
  readonly record: RunRecord
  readonly said: SaidMessages<Message>
  /** Sees the run from within, if anybody does. */
  readonly observer: RunObserver | undefined
  readonly bounds: Bounds
  readonly notes: Notes
  soFar(outcome: Outcome): RunResult<Message>
}

/** Makes the turns of a run: each is a message of the model's and the answer to it. */
export class RunTurns<Message> {
  readonly #run: RunParts<Message>
  /** Of pending calls, from outside. */
  #results: readonly GivenResult[] | undefined
  #isOver = false

  constructor(run: RunParts<Message>, results: readonly GivenResult[] | undefined) {
    this.#run = run
    this.#results = results
  }

  /**
   * Takes up how the run stood when its last message was asked for. `isOver`: it has ended for good, so that of its last calls
   * what is kept is told again, and none starts.
   */
  restore(kept: Partial<KeptState> | undefined, isOver: boolean): void {
    this.#isOver = isOver
    this.#run.bounds.restore(kept)
    this.#run.notes.restore(kept)
  }

  /** One request and its turn; sent again if the stream breaks. Undefined if the run was stopped meanwhile. */
  async exchange(turn: number): Promise<Reply<Message> | undefined> {
    const { agent, bounds, clock, notes, stop } = this.#run
    const before = { ...bounds.kept(), ...notes.kept() }
    let adopt: Turn | undefined
    for (let attempt = 1; ; attempt += 1) {
      const isAskedAgain = ({ kind }: Stop): boolean =>
        attempt <= agent.streamRetries &&
        (kind === 'broken' || (kind === 'lost' && agent.whenCallsLost === 'retry'))
      const reply = await this.#request(turn, adopt, before, isAskedAgain)
      if (reply === undefined || !isAskedAgain(reply.stop)) return reply
      if (stop.outcome !== undefined || bounds.spent !== undefined) return unheard(reply)
      adopt = reply.turn
      // The model is told of nothing that came of it.
      bounds.restore(before)
      const delayMs = backoffMs(attempt, clock.random())
      await sleep(clock, delayMs, stop.requests).catch(() => {})
      if (stop.outcome !== undefined) return unheard(reply)
    }
  }

  /** The turn of a message that is kept. */
  async replay(last: RunMessage): Promise<Reply<Message>> {
    const { engine, model, turnDeadlineMs: deadlineMs } = this.#run.agent
    const results = this.#results
    const mayRun = (last.reply as KeptReply).stop.kind === 'calls'
    await this.#expectWaiting(mayRun ? last.calls : [], last.turn)
    this.#run.record.time(this.#run.events.nowMs())
    const turn = this.#turn(last.turn, { id: last.turnId, deadlineMs, results }, last.calls.length)
    if (this.#isOver && mayRun) turn.cancel(undefined, overMessage)
    return replay(model.codec, turn, last, engine.tools, this.#noted(last.turn, false))
  }

  /**
   * The turn of the calls with which the conversation was handed over. Undefined if it had no open calls, or the run ended before
   * it. `known`: the journal knows of it.
   */
  async open(history: History<Message>, known: boolean): Promise<Reply<Message> | undefined> {
    const { agent, conversation, events, said, stop, tally, record } = this.#run
    const { turnDeadlineMs: deadlineMs } = agent
    const results = this.#results?.map((one) => ({ ...one, callId: history.openId(one.callId) }))
    this.#results = results
    await this.#expectWaiting(history.open, 0)
    const mayBegin = known || (stop.outcome === undefined && !this.#isOver)
    const isOpen = history.open.length > 0 && mayBegin
    const id = turnIdOf(this.#run.id, 0)
    if (isOpen && !known) conversation.announceOpen(history.open)
    said.begin()
    if (!isOpen) return undefined
    const beganMs = events.nowMs()
    record.time(beganMs)
    const turn = this.#turn(0, { id, fresh: !known, deadlineMs, results })
    if (this.#isOver) turn.cancel(undefined, overMessage)
    const noted = this.#noted(0, !known)
    const reply = await replyToOpen(history, turn, agent.engine.tools, noted)
    tally.reply(reply, 0, events.nowMs() - beganMs)
    return reply
  }

  async #request(
    number: number,
    adopt: Turn | undefined,
    state: KeptState,
    isAskedAgain: (stop: Stop) => boolean,
  ): Promise<Reply<Message> | undefined> {
    const { agent, bounds, conversation, events, notes, said, stop: runStop } = this.#run
    const { journal, record, tally } = this.#run
    const { engine, model, parallel, system, turnDeadlineMs: deadlineMs, idleTimeoutMs } = agent
    const id = turnIdOf(this.#run.id, number)
    const sentMs = events.nowMs()
    let messageMs = sentMs
    const used = tally.kept()
    let isKept = false
    tally.request()
    events.tell({ type: 'request', turn: number })
    const observer = this.#run.observer?.request()
    try {
      const request = {
        // Who keeps a request, to log it, is not to see it grow.
        messages: [...conversation.messages],
        tools: bounds.tools(conversation.messages),
        parallel: parallel === 'coach' ? 'encourage' : parallel,
        instructions: system,
        carried: conversation.carried,
        signal: runStop.requests,
      }
      const source =
        observer === undefined ? model.send(request) : observer.around(() => model.send(request))
      const turn = this.#turn(number, { id, fresh: true, adopt })
      const warnings: string[] = []
      const reply = await answerOn(model.codec, engine, turn, source, {
        deadlineMs,
        idleTimeoutMs,
        warnings,
        noted: notes.mayCome ? this.#noted(number, true) : undefined,
        onText: (text) => events.tell({ type: 'text', text }),
        onReasoning: (text) => events.tell({ type: 'reasoning', text }),
        onMessage: (message) => {
          const { stop, usage } = message
          messageMs = events.nowMs()
          observer?.message(message, runStop.outcome)
          const isLast = !isAskedAgain(stop) && runStop.outcome === undefined
          if (isLast && stop.kind === 'broken') warnings.push(stop.message)
          isKept = stop.kind !== 'broken' && !isAskedAgain(stop)
          if (isKept) conversation.announce(number, message, { ...said.kept(), ...state, used })
          events.tell({ type: 'message', turn: number, stop, usage })
        },
      })
      record.time(sentMs, messageMs)
      tally.reply(reply, messageMs - sentMs, events.nowMs() - messageMs)
      if (!isKept && journal.isKept) journal.use(conversation.turnToKeepWith(), tally.kept())
      return reply
    } catch (error) {
      observer?.failed(error, runStop.outcome)
      if (runStop.outcome !== undefined) return undefined
      const what = `Request ${tally.requests} to the model failed`
      throw new RunError(what, 'model_request', error, this.#run.soFar('broken'))
    }
  }

  /** Looks whether the results from outside, if there are any, are of calls of a turn that wait for one. */
  #expectWaiting(calls: readonly ToolCall[], turn: number): Promise<void> {
    const { agent, journal } = this.#run
    const waiting = this.#isOver ? [] : calls
    return expectWaiting(this.#results, waiting, agent.engine.tools, { journal, turn })
  }

  #noted(turn: number, isNew: boolean): NonNullable<Told['noted']> {
    return (report, message) => this.#run.notes.added(turn, report, message, isNew)
  }

  #turn(number: number, options: TurnOptions, counted: number = 0): Turn {
    const { agent, bounds, context, events, stop } = this.#run
    const turn = agent.engine.turn({
      ...options,
      context,
      parallel: agent.parallel === 'forbid' ? agent.parallel : undefined,
      signal: stop.signal,
    })
    keepEvents(turn, events.take(number))
    bounds.begin(counted)
    boundTurn(turn, bounds)
    return stop.follow(turn)
  }
}

/** A reply that was to be asked for again, and is not: like one that broke off, no conversation has it. */
function unheard<Message>(reply: Reply<Message>): Reply<Message> {
  return reply.stop.kind === 'broken'
    ? reply
    : { ...reply, messages: [], stop: { ...reply.stop, kind: 'broken' } }
}
