import { backoffMs } from '../util/backoff.ts'
import { FanfoldError } from '../call/error.ts'
import type { TurnEvent } from '../call/event.ts'
import type { TurnReport } from '../call/report.ts'
import type { Turn } from '../turn/contract.ts'
import { sleep, type Clock } from '../util/clock.ts'
import { randomId } from '../util/random-id.ts'
import { EventQueue } from '../util/event-queue.ts'
import { answer, type Reply } from './answer.ts'
import type { Run, RunEvent, RunOptions, RunResult } from './contract.ts'
import type { AgentSettings } from './options.ts'
import { Tally } from './tally.ts'

type Outcome = RunResult<unknown>['outcome']

/** A run that a request of its model ended. `result` holds all that was done until then. */
export class RunError<Message = unknown> extends FanfoldError {
  override readonly name: string = 'RunError'
  readonly result: RunResult<Message>

  constructor(cause: unknown, result: RunResult<Message>) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(`Request ${result.stats.requests} to the model failed: ${why}`, {
      code: 'model_request',
      cause,
    })
    this.result = result
  }
}

/** One run of an agent: requests and turns in alternation until the model answers. */
export class AgentRun<Message> implements Run<Message> {
  readonly id: string
  readonly result: Promise<RunResult<Message>>

  readonly #agent: AgentSettings<Message>
  readonly #clock: Clock
  readonly #beganMs: number
  readonly #deadlineMs: number
  readonly #stop = new AbortController()
  readonly #events = new EventQueue<RunEvent>()
  readonly #messages: Message[]
  readonly #turns: TurnReport[] = []
  readonly #warnings: readonly string[]
  readonly #tally = new Tally()
  /** Events of turns are made only for somebody who reads them. */
  #watched = false
  #lastTurnWithCalls = 0
  #text = ''
  #pastDeadline = false

  constructor(
    agent: AgentSettings<Message>,
    clock: Clock,
    messages: readonly Message[],
    options: RunOptions,
  ) {
    this.#agent = agent
    this.#clock = clock
    this.#beganMs = clock.now()
    this.#deadlineMs = options.deadlineMs ?? Infinity
    this.#messages = [...messages]
    const warning = agent.model.codec.historyWarning?.(this.#messages)
    this.#warnings = warning === undefined ? [] : [warning]
    this.id = options.id ?? randomId(clock, 'run')
    this.result = this.#run(options.signal)
    // Whoever only iterates is not to be told of the failure as an unhandled rejection.
    this.result.catch(() => {})
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    this.#watched = true
    return this.#events
  }

  cancel(reason = 'The run was cancelled.'): void {
    this.#stop.abort(new FanfoldError(reason, { code: 'cancelled' }))
  }

  async #run(signal: AbortSignal | undefined): Promise<RunResult<Message>> {
    const onAbort = (): void => this.#stop.abort(signal?.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    const timer =
      this.#deadlineMs < Infinity
        ? this.#clock.setTimer(() => this.#passDeadline(), this.#deadlineMs, undefined)
        : undefined
    try {
      return this.#resultOf(await this.#loop())
    } finally {
      if (timer !== undefined) this.#clock.clearTimer(timer)
      signal?.removeEventListener('abort', onAbort)
      this.#events.end()
    }
  }

  async #loop(): Promise<Outcome> {
    // A microtask's grace, so that whoever iterates right after run() sees every event.
    await undefined
    for (let turn = 1; turn <= this.#agent.maxTurns; turn += 1) {
      if (this.#stop.signal.aborted) return this.#stopped()
      const reply = await this.#exchange(turn)
      if (reply === undefined) return this.#stopped()
      this.#messages.push(...reply.messages)
      this.#text = reply.text
      if (reply.calls.length > 0) this.#turns.push(reply.report)
      const outcome = this.#outcomeOf(reply)
      if (outcome !== undefined) return outcome
    }
    return 'max-turns'
  }

  /** What ends the run after this reply, if anything does. */
  #outcomeOf({ stop, calls, report }: Reply<Message>): Outcome | undefined {
    if (this.#stop.signal.aborted && stop.kind !== 'answer') return this.#stopped()
    const { kind } = stop
    if (kind === 'answer') return 'answered'
    if (kind === 'broken' || kind === 'refusal') return kind
    if (kind === 'length' && calls.length === 0) return kind
    const allFailed = calls.length > 0 && report.outcome === 'failed'
    return allFailed && this.#agent.whenAllFail === 'stop' ? 'all-failed' : undefined
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
    const { engine, model, parallel, system } = this.#agent
    const sentMs = this.#nowMs()
    let messageMs = sentMs
    this.#tally.request()
    this.#events.push({ type: 'request', turn, atMs: sentMs })
    try {
      const source = model.send({
        messages: this.#messages,
        tools: engine.tools,
        parallel,
        instructions: system,
        signal: this.#stop.signal,
      })
      const reply = await answer(model.codec, engine, source, {
        id: `${this.id}.${turn}`,
        signal: this.#stop.signal,
        ...(adopt && { adopt }),
        ...(this.#watched && { onEvent: (event) => this.#tellOfTurn(turn, event) }),
        onText: (text) => this.#events.push({ type: 'text', text, atMs: this.#nowMs() }),
        onReasoning: (text) => this.#events.push({ type: 'reasoning', text, atMs: this.#nowMs() }),
        onMessage: ({ stop, usage }) => {
          messageMs = this.#nowMs()
          this.#events.push({ type: 'message', turn, stop, usage, atMs: messageMs })
        },
      })
      this.#tally.reply(reply, messageMs - sentMs, this.#nowMs() - messageMs)
      return reply
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined
      throw new RunError(error, this.#resultOf('broken'))
    }
  }

  /** A message without calls makes a turn of which there is nothing to tell. */
  #tellOfTurn(turn: number, event: TurnEvent): void {
    if (event.type === 'call.received') this.#lastTurnWithCalls = turn
    if (this.#lastTurnWithCalls === turn)
      this.#events.push({ type: 'turn', turn, event, atMs: this.#nowMs() })
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
      messages: this.#messages,
      turns: this.#turns,
      stats: this.#tally.stats(this.#nowMs()),
      warnings: this.#warnings,
    }
  }

  #nowMs(): number {
    return this.#clock.now() - this.#beganMs
  }
}
