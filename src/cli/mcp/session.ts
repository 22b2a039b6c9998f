import type { ToolCall } from '../../call/call.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { ToolContext } from '../../call/tool.ts'
import { OpenTurn, Step } from '../../adapt/step.ts'
import type { Engine, Turn } from '../../turn/contract.ts'
import { budgetOf } from '../../turn/budget/engine-budget.ts'

/** One call of the host. */
export interface SessionCall {
  readonly call: ToolCall
  readonly signal: AbortSignal
  /** Runs in the place of the tool's own. */
  readonly run: ((input: unknown, context: ToolContext) => unknown) | undefined
  /** Calls of the same object may share results. */
  readonly sameAs?: object | undefined
  readonly onProgress: ((progress: unknown) => void) | undefined
}

/** A host's calls in the order in which they arrive. MCP knows no messages: calls that overlap are taken for one's. */
export class Session {
  #engine: Engine
  #step: Step
  /** Of the turn that took the last call. */
  #turnId = ''
  /** Those that have not ended, as some may not when the tools change. */
  readonly #turns = new Set<Turn>()
  readonly #listeners = new Map<string, (progress: unknown) => void>()

  constructor(engine: Engine) {
    this.#engine = engine
    this.#step = this.#stepOn(engine)
  }

  /** Other tools, for the calls from now on. */
  use(engine: Engine): void {
    this.#engine = engine
    this.#step = this.#stepOn(engine)
  }

  async call({ call, signal, run, sameAs, onProgress }: SessionCall): Promise<ToolResult> {
    const engine = this.#engine
    if (onProgress !== undefined) this.#listeners.set(call.id, onProgress)
    try {
      const told = this.#step.run(call, run, signal, sameAs)
      const turnId = this.#turnId
      const result = await told
      return budgetOf(engine)?.fit([result], turnId)[0] ?? result
    } finally {
      this.#listeners.delete(call.id)
    }
  }

  /** Cancels what is under way; resolves once all of it has ended. */
  async end(): Promise<void> {
    for (const turn of this.#turns) turn.cancel(undefined, 'The host has gone.')
    await Promise.all(Array.from(this.#turns, ({ report }) => report))
  }

  #stepOn(engine: Engine): Step {
    const open = (): OpenTurn => {
      const turn = engine.turn({ open: true, onEvent: this.#hear })
      this.#turnId = turn.id
      this.#turns.add(turn)
      void turn.report.then(() => this.#turns.delete(turn))
      return new OpenTurn(turn, () => true)
    }
    return new Step({ open })
  }

  readonly #hear = (event: TurnEvent): void => {
    if (event.type === 'call.progress') this.#listeners.get(event.callId)?.(event.progress)
  }
}
