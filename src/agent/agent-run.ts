import { backoffMs } from '../util/backoff.ts'
import { FanfoldError } from '../call/errors/error.ts'
import { anyText } from '../call/expect.ts'
import { reasonOf } from '../call/errors/stop-cause.ts'
import type { TurnEvent } from '../call/report/event.ts'
import type { TurnReport } from '../call/report/report.ts'
import type { Turn } from '../turn/contract.ts'
import { surroundings, type Surroundings } from '../turn/run/nesting.ts'
import { sleep, type Clock } from '../util/clock.ts'
import { onAbort } from '../util/on-abort.ts'
import { randomId } from '../util/random-id.ts'
import { addAll } from '../util/add-all.ts'
import { EventLog } from '../util/event-log.ts'
import { answer, type Reply } from './answer.ts'
import { Conversation } from './conversation.ts'
import type { Run, RunEvent, RunOptions, RunResult } from './contract.ts'
import type { AgentSettings } from './options.ts'
import { isFinal, outcomeOf, type Outcome } from './outcome.ts'
import { replay } from './replay.ts'
import { RunError } from './run-error.ts'
import { type KeptReply, RunJournal } from './run-journal.ts'
import { Tally } from './tally.ts'

/** One run of an agent: requests and turns in alternation until the model answers. */
export class AgentRun<Message> implements Run<Message> {
  readonly id: string
  readonly result: Promise<RunResult<Message>>

  readonly #agent: AgentSettings<Message>
  readonly #clock: Clock
  readonly #beganMs: number
  readonly #deadlineMs: number
  readonly #stop = new AbortController()
  readonly #events = new EventLog<RunEvent>()
  readonly #journal: RunJournal
  readonly #conversation: Conversation<Message>
  readonly #turns: TurnReport[] = []
  readonly #warnings: string[]
  readonly #tally = new Tally()
  /** Where the run began: the attempt around it, if there is one, ends it. */
  readonly #around: Surroundings = surroundings()
  #lastTurnWithCalls = 0
  #text = ''
  #pastDeadline = false

  constructor(
    agent: AgentSettings<Message>,
    clock: Clock,
    messages: readonly Message[] | undefined,
    options: RunOptions,
  ) {
    this.#agent = agent
    this.#clock = clock
    this.#beganMs = clock.now()
    this.#deadlineMs = options.deadlineMs ?? Infinity
    const { codec } = agent.model
    const warning = messages && codec.historyWarning?.(messages)
    this.#warnings = warning === undefined ? [] : [warning]
    this.id = options.id ?? randomId(clock, 'run')
    this.#journal = new RunJournal(agent.engine.journal, clock, this.id, codec.name)
    this.#conversation = new Conversation(this.#journal)
    this.result = this.#run(messages, options.signal)
    // To those who only iterate, the failure is not to show as an unhandled rejection.
    this.result.catch(() => {})
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    return this.#events[Symbol.asyncIterator]()
  }

  cancel(reason = 'The run was cancelled.'): void {
    anyText(reason, 'reason', ' of run.cancel')
    this.#stop.abort(new FanfoldError(reason, { code: 'cancelled' }))
  }

  async #run(
    messages: readonly Message[] | undefined,
    signal: AbortSignal | undefined,
  ): Promise<RunResult<Message>> {
    const { parent, stopCause } = this.#around
    if (stopCause !== undefined) this.#stop.abort(reasonOf(stopCause))
    const unlisten = [signal, parent?.signal].map(
      (one) => one && onAbort(one, () => this.#stop.abort(one.reason)),
    )
    const timer =
      this.#deadlineMs < Infinity
        ? this.#clock.setTimer(() => this.#passDeadline(), this.#deadlineMs, undefined)
        : undefined
    try {
      const outcome = messages === undefined ? await this.#resume() : await this.#begin(messages)
      this.#journal.end(outcome)
      await this.#keep(outcome)
      return this.#resultOf(outcome)
    } catch (error) {
      this.#events.fail(error)
      throw error
    } finally {
      if (timer !== undefined) this.#clock.clearTimer(timer)
      for (const off of unlisten) off?.()
      this.#events.end()
    }
  }

  async #begin(messages: readonly Message[]): Promise<Outcome> {
    this.#conversation.begin(messages)
    // A microtask's grace: if run() is followed by a cancel at once, nothing is sent.
    await undefined
    return this.#loop(1)
  }

  /** Goes on where the journal ends: with the turn of its last message. */
  async #resume(): Promise<Outcome> {
    const history = await this.#journal.history()
    const { messages, ended } = history
    this.#conversation.restore(history)
    for (const { calls, reply } of messages)
      this.#tally.restored((reply as KeptReply).usage, calls.length)
    const last = messages.at(-1)
    if (last === undefined) return this.#loop(1)
    this.#text = (last.reply as KeptReply).text
    if (ended !== undefined && isFinal(ended.outcome)) return ended.outcome
    const { engine, model, parallel, turnDeadlineMs } = this.#agent
    const reply = await replay(model.codec, engine, last, {
      signal: this.#stop.signal,
      ...(turnDeadlineMs !== undefined && { deadlineMs: turnDeadlineMs }),
      ...(parallel === 'forbid' && { parallel }),
      onEvent: (event) => this.#tellOfTurn(last.turn, event),
    })
    const outcome = this.#take(reply)
    return outcome ?? this.#loop(last.turn + 1)
  }

  async #loop(firstTurn: number): Promise<Outcome> {
    for (let turn = firstTurn; turn <= this.#agent.maxTurns; turn += 1) {
      if (this.#stop.signal.aborted) return this.#stopped()
      const reply = await this.#exchange(turn)
      if (reply === undefined) return this.#stopped()
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
    const { aborted } = this.#stop.signal
    return outcomeOf(reply, this.#agent.whenAllFail, aborted ? this.#stopped() : undefined)
  }

  /** A run that the journal does not keep must not go on as if it could be resumed. */
  async #keep(outcome: Outcome): Promise<void> {
    try {
      await this.#journal.kept()
    } catch (error) {
      throw new RunError('The journal failed', 'journal', error, this.#resultOf(outcome))
    }
  }

  /** One request and its turn; sent again if the stream breaks. Undefined if the run was stopped meanwhile. */
  async #exchange(turn: number): Promise<Reply<Message> | undefined> {
    let adopt: Turn | undefined
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#request(turn, adopt)
      const again = reply?.stop.kind === 'broken' && attempt <= this.#agent.streamRetries
      if (!again || this.#stop.signal.aborted) return reply
      adopt = reply.turn
      const delayMs = backoffMs(attempt, this.#clock.random())
      await sleep(this.#clock, delayMs, this.#stop.signal).catch(() => {})
    }
  }

  async #request(turn: number, adopt: Turn | undefined): Promise<Reply<Message> | undefined> {
    const { engine, model, parallel, system, turnDeadlineMs } = this.#agent
    const turnId = `${this.id}.${turn}`
    const sentMs = this.#nowMs()
    let messageMs = sentMs
    this.#tally.request()
    this.#events.push({ type: 'request', turn, atMs: sentMs })
    try {
      const source = model.send({
        messages: this.#conversation.messages,
        tools: engine.tools,
        parallel,
        instructions: system,
        signal: this.#stop.signal,
      })
      const reply = await answer(model.codec, engine, source, {
        id: turnId,
        fresh: true,
        ...(turnDeadlineMs !== undefined && { deadlineMs: turnDeadlineMs }),
        ...(parallel === 'forbid' && { parallel }),
        signal: this.#stop.signal,
        ...(adopt && { adopt }),
        onEvent: (event) => this.#tellOfTurn(turn, event),
        onText: (text) => this.#events.push({ type: 'text', text, atMs: this.#nowMs() }),
        onReasoning: (text) => this.#events.push({ type: 'reasoning', text, atMs: this.#nowMs() }),
        onMessage: (message) => {
          const { stop, usage } = message
          messageMs = this.#nowMs()
          if (stop.kind !== 'broken') this.#conversation.announce(turn, turnId, message)
          this.#events.push({ type: 'message', turn, stop, usage, atMs: messageMs })
        },
      })
      this.#tally.reply(reply, messageMs - sentMs, this.#nowMs() - messageMs)
      return reply
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined
      const what = `Request ${this.#tally.requests} to the model failed`
      throw new RunError(what, 'model_request', error, this.#resultOf('broken'))
    }
  }

  /** A message without calls makes a turn of which there is nothing to tell. */
  #tellOfTurn(turn: number, event: TurnEvent): void {
    if (event.type === 'call.received') this.#lastTurnWithCalls = turn
    if (this.#lastTurnWithCalls !== turn) return
    const droppable = event.type === 'call.progress'
    this.#events.push({ type: 'turn', turn, event, atMs: this.#nowMs() }, { droppable })
  }

  #passDeadline(): void {
    this.#pastDeadline = true
    const message = `The run's deadline of ${this.#deadlineMs} ms has passed.`
    this.#stop.abort(new FanfoldError(message, { code: 'deadline' }))
  }

  #stopped(): Outcome {
    return this.#pastDeadline ? 'deadline' : 'cancelled'
  }

  #resultOf(outcome: Outcome): RunResult<Message> {
    return {
      text: this.#text,
      outcome,
      messages: this.#conversation.messages,
      turns: this.#turns,
      stats: this.#tally.stats(this.#nowMs()),
      warnings: [...this.#warnings],
    }
  }

  #nowMs(): number {
    return this.#clock.now() - this.#beganMs
  }
}
