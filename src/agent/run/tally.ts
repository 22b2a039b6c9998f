import type { Usage } from '../../wire/codec.ts'
import type { Reply } from '../answer.ts'
import { costOf, type Prices } from '../bounds/run-budget.ts'
import type { RunStats } from '../run-stats.ts'
import type { RunMessage } from '../../journal/journal.ts'
import type { KeptCost, KeptUse } from './kept/kept-use.ts'

/** Counts what a run cost. Times in milliseconds. */
export class Tally {
  #requests = 0
  #inputTokens = 0
  #outputTokens = 0
  #calls = 0
  #turnsWithCalls = 0
  #modelMs = 0
  #toolPhaseMs = 0
  #toolMs = 0

  get requests(): number {
    return this.#requests
  }

  get inputTokens(): number {
    return this.#inputTokens
  }

  get outputTokens(): number {
    return this.#outputTokens
  }

  get calls(): number {
    return this.#calls
  }

  request(): void {
    this.#requests += 1
  }

  /** `modelMs`: from the request to the message's end. `toolPhaseMs`: from there to the last result. */
  reply(reply: Reply<unknown>, modelMs: number, toolPhaseMs: number): void {
    const { usage, report, stop } = reply
    // What a broken stream had asked for counts when it is asked for again.
    const calls = stop.kind === 'broken' ? [] : reply.calls
    this.#inputTokens += usage.inputTokens
    this.#outputTokens += usage.outputTokens
    this.#calls += calls.length
    this.#turnsWithCalls += calls.length > 0 ? 1 : 0
    this.#modelMs += modelMs
    this.#toolPhaseMs += calls.length > 0 ? toolPhaseMs : 0
    this.#toolMs += report.stats.toolMs
  }

  /** What a journal is to keep. */
  kept(): KeptUse {
    return {
      requests: this.#requests,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      calls: this.#calls,
      turnsWithCalls: this.#turnsWithCalls,
    }
  }

  /**
   * Takes up what a run had used. `since`: what is kept of it since its last message. The calls of turn 0 count when their turn is
   * taken up, and those of an earlier version have only what their messages took.
   */
  restore(messages: readonly RunMessage[], since: KeptUse | undefined): void {
    for (const { turn, calls, reply } of messages) {
      const { used, usage } = reply as KeptCost
      if (used !== undefined) this.#set(used)
      if (turn > 0) this.#restored(usage, calls.length)
    }
    if (since !== undefined && since.requests > this.#requests) this.#set(since)
    if (messages.at(-1)?.turn === 0) this.#calls = this.#turnsWithCalls = 0
  }

  #set({ requests, inputTokens, outputTokens, calls, turnsWithCalls }: KeptUse): void {
    this.#requests = requests
    this.#inputTokens = inputTokens
    this.#outputTokens = outputTokens
    this.#calls = calls
    this.#turnsWithCalls = turnsWithCalls
  }

  #restored({ inputTokens, outputTokens }: Usage, calls: number): void {
    this.#requests += 1
    this.#inputTokens += inputTokens
    this.#outputTokens += outputTokens
    this.#calls += calls
    this.#turnsWithCalls += calls > 0 ? 1 : 0
  }

  stats(wallMs: number, prices: Prices | undefined): RunStats {
    return {
      requests: this.#requests,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      ...(prices && { cost: costOf(this, prices) }),
      calls: this.#calls,
      callsPerTurn: this.#turnsWithCalls === 0 ? 0 : this.#calls / this.#turnsWithCalls,
      wallMs,
      modelMs: this.#modelMs,
      toolPhaseMs: this.#toolPhaseMs,
      toolMs: this.#toolMs,
    }
  }
}
