import { anyText } from '../../call/expect.ts'
import { FanfoldError } from '../../call/errors/error.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { RunHistory } from '../../journal/journal.ts'
import type { SuspendOptions, Turn, TurnOptions } from '../../turn/contract.ts'
import { checkSuspendOptions } from '../../turn/options.ts'
import { addAll } from '../../util/add-all.ts'
import { backoffMs } from '../../util/backoff.ts'
import { sleep } from '../../util/clock.ts'
import { randomId } from '../../util/random-id.ts'
import { sameJson } from '../../util/same-json.ts'
import { answerOn, type Reply } from '../answer.ts'
import { Conversation } from './conversation.ts'
import type { RunEvent, RunOptions, RunResult } from '../contract.ts'
import type { AgentSettings } from '../options.ts'
import { endingCall, isFinal, outcomeOf, type Outcome } from './outcome.ts'
import { replay } from './replay.ts'
import { RunError } from './run-error.ts'
import { RunEvents } from './run-events.ts'
import { type KeptReply, RunJournal } from './run-journal.ts'
import { RunStop } from './run-stop.ts'
import { type JoinableRun, runsUnderWay } from './runs-under-way.ts'
import { Tally } from './tally.ts'

/** One run of an agent: requests and turns in alternation until the model answers. */
export class AgentRun<Message> implements JoinableRun<Message> {
  readonly id: string
  readonly result: Promise<RunResult<Message>>

  readonly #agent: AgentSettings<Message>
  readonly #stop: RunStop
  readonly #context: unknown
  readonly #events: RunEvents
  readonly #journal: RunJournal
  readonly #conversation: Conversation<Message>
  readonly #turns: TurnReport[] = []
  readonly #warnings: string[]
  readonly #tally = new Tally()
  /** What it began with. */
  readonly #given = Promise.withResolvers<readonly unknown[]>()
  #text = ''

  /** @param messages what it begins with; undefined if it only goes on. One that has a name may do either. */
  constructor(
    agent: AgentSettings<Message>,
    messages: readonly Message[] | undefined,
    options: RunOptions,
  ) {
    const { journal, clock } = agent.engine
    this.#agent = agent
    this.#events = new RunEvents(clock)
    this.#stop = new RunStop(clock, options)
    this.#context = options.context
    const warning = messages && agent.model.codec.historyWarning?.(messages)
    this.#warnings = warning === undefined ? [] : [warning]
    this.id = options.id ?? randomId(clock, 'run')
    this.#journal = new RunJournal(journal, clock, this.id, this.format)
    this.#conversation = new Conversation(this.#journal)
    if (journal !== undefined) runsUnderWay(journal).set(this.id, this)
    // Who joins it may never come.
    this.#given.promise.catch(() => {})
    this.result = this.#run(messages, journal !== undefined && options.id !== undefined)
    // To those who only iterate, the failure is not to show as an unhandled rejection.
    this.result.catch(() => {})
  }

  get format(): string {
    return this.#agent.model.codec.name
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    return this.#events.iterate()
  }

  cancel(reason = 'The run was cancelled.'): void {
    this.#stop.cancel(anyText(reason, 'reason', ' of run.cancel'))
  }

  suspend(options?: SuspendOptions): void {
    this.#stop.suspend(checkSuspendOptions(options, 'run.suspend').withinMs)
  }

  soFar(outcome: Outcome): RunResult<Message> {
    const last = outcome === 'tool' ? this.#turns.at(-1)?.results : undefined
    return {
      text: this.#text,
      outcome,
      ...(last && { ended: endingCall(last, this.#agent.stopAfter) }),
      messages: this.#conversation.messages,
      turns: this.#turns,
      stats: this.#tally.stats(this.#events.nowMs()),
      warnings: [...this.#warnings],
    }
  }

  async expectBegunWith(messages: readonly unknown[]): Promise<void> {
    if (sameJson(await this.#given.promise, messages)) return
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
      const outcome = await this.#begin(messages, mayBeKnown)
      // One that is suspended has not ended.
      if (outcome !== 'suspended') this.#journal.end(outcome)
      await this.#keep(outcome)
      return this.soFar(outcome)
    } catch (error) {
      this.#given.reject(error)
      this.#events.fail(error)
      throw error
    } finally {
      this.#stop.end()
      const { journal } = this.#agent.engine
      if (journal && runsUnderWay(journal).get(this.id) === this)
        runsUnderWay(journal).delete(this.id)
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
    this.#conversation.begin(messages)
    // A microtask's grace: if run() is followed by a cancel at once, nothing is sent.
    await undefined
    return this.#loop(1)
  }

  /** Goes on where the journal ends: with the turn of its last message. */
  async #resume(history: RunHistory): Promise<Outcome> {
    const { started, messages, ended } = history
    this.#given.resolve(started.messages)
    this.#conversation.restore(history)
    for (const { calls, reply } of messages)
      this.#tally.restored((reply as KeptReply).usage, calls.length)
    const last = messages.at(-1)
    if (last === undefined) return this.#loop(1)
    this.#text = (last.reply as KeptReply).text
    if (ended !== undefined && isFinal(ended.outcome)) return ended.outcome
    if (this.#stop.outcome !== undefined) return this.#stop.outcome
    const { codec } = this.#agent.model
    const { turnDeadlineMs: deadlineMs } = this.#agent
    const turn = this.#turn(last.turn, { id: last.turnId, deadlineMs })
    return this.#take(await replay(codec, turn, last)) ?? this.#loop(last.turn + 1)
  }

  async #loop(firstTurn: number): Promise<Outcome> {
    for (let turn = firstTurn; turn <= this.#agent.maxTurns; turn += 1) {
      if (this.#stop.outcome !== undefined) return this.#stop.outcome
      const reply = await this.#exchange(turn)
      if (reply === undefined) return this.#stop.outcome ?? 'cancelled'
      await this.#keep('broken')
      const outcome = this.#take(reply)
      if (outcome !== undefined) return outcome
    }
    return 'max-turns'
  }

  #take(reply: Reply<Message>): Outcome | undefined {
    this.#conversation.add(reply.messages)
    addAll(this.#warnings, reply.warnings)
    this.#text = reply.text
    if (reply.calls.length > 0) this.#turns.push(reply.report)
    return outcomeOf(reply, this.#agent, this.#stop.outcome)
  }

  /** A run that the journal does not keep must not go on as if it could be resumed. */
  async #keep(outcome: Outcome): Promise<void> {
    try {
      await this.#journal.kept()
    } catch (error) {
      throw new RunError('The journal failed', 'journal', error, this.soFar(outcome))
    }
  }

  /** One request and its turn; sent again if the stream breaks. Undefined if the run was stopped meanwhile. */
  async #exchange(turn: number): Promise<Reply<Message> | undefined> {
    let adopt: Turn | undefined
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#request(turn, adopt)
      const again = reply?.stop.kind === 'broken' && attempt <= this.#agent.streamRetries
      if (!again || this.#stop.outcome !== undefined) return reply
      adopt = reply.turn
      const { clock } = this.#agent.engine
      const delayMs = backoffMs(attempt, clock.random())
      await sleep(clock, delayMs, this.#stop.requests).catch(() => {})
    }
  }

  async #request(number: number, adopt: Turn | undefined): Promise<Reply<Message> | undefined> {
    const { engine, model, parallel, system, turnDeadlineMs: deadlineMs } = this.#agent
    const id = `${this.id}.${number}`
    const events = this.#events
    const sentMs = events.nowMs()
    let messageMs = sentMs
    this.#tally.request()
    events.tell({ type: 'request', turn: number })
    try {
      const source = model.send({
        messages: this.#conversation.messages,
        tools: engine.tools,
        parallel,
        instructions: system,
        signal: this.#stop.requests,
      })
      const turn = this.#turn(number, { id, fresh: true, adopt })
      const reply = await answerOn(model.codec, engine, turn, source, {
        deadlineMs,
        onText: (text) => events.tell({ type: 'text', text }),
        onReasoning: (text) => events.tell({ type: 'reasoning', text }),
        onMessage: (message) => {
          const { stop, usage } = message
          messageMs = events.nowMs()
          if (stop.kind !== 'broken') this.#conversation.announce(number, id, message)
          events.tell({ type: 'message', turn: number, stop, usage })
        },
      })
      this.#tally.reply(reply, messageMs - sentMs, events.nowMs() - messageMs)
      return reply
    } catch (error) {
      if (this.#stop.outcome !== undefined) return undefined
      const what = `Request ${this.#tally.requests} to the model failed`
      throw new RunError(what, 'model_request', error, this.soFar('broken'))
    }
  }

  #turn(number: number, options: TurnOptions): Turn {
    const { engine, parallel } = this.#agent
    const turn = engine.turn({
      ...options,
      context: this.#context,
      parallel: parallel === 'forbid' ? parallel : undefined,
      signal: this.#stop.signal,
      onEvent: (event) => this.#events.tellOfTurn(number, event),
    })
    return this.#stop.follow(turn)
  }
}
