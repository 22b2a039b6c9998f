import type { ToolCall } from '../../call/call.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { ToolContext } from '../../call/tool.ts'
import type { Engine, Turn } from '../../turn/contract.ts'
import { budgetOf } from '../../turn/budget/engine-budget.ts'

/** One call of the host. */
export interface SessionCall {
  readonly call: ToolCall
  readonly signal: AbortSignal
  /** Runs in the place of the tool's own. */
  readonly run: ((input: unknown, context: ToolContext) => unknown) | undefined
  readonly onProgress: ((progress: unknown) => void) | undefined
}

/**
 * A host's calls in the order in which they arrive. MCP knows no turns: calls that overlap are one, which is open as long as any of
 * them is under way.
 */
export class Session {
  #engine: Engine
  #turn: Turn | undefined
  #calls = 0
  /** Those that have not ended, as some may not when the tools change. */
  readonly #turns = new Set<Turn>()
  readonly #listeners = new Map<string, (progress: unknown) => void>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  get engine(): Engine {
    return this.#engine
  }

  /** Other tools, for the calls from now on. */
  use(engine: Engine): void {
    this.#engine = engine
    this.#turn?.commit()
    this.#turn = undefined
  }

  async call({ call, signal, run, onProgress }: SessionCall): Promise<ToolResult> {
    const engine = this.#engine
    const turn = (this.#turn ??= this.#begin(engine))
    if (onProgress !== undefined) this.#listeners.set(call.id, onProgress)
    this.#calls += 1
    try {
      const result = await turn.add(call, { signal, run })
      return budgetOf(engine)?.fit([result], turn.id)[0] ?? result
    } finally {
      this.#listeners.delete(call.id)
      this.#calls -= 1
      // A turn keeps all its calls.
      if (this.#calls === 0) this.use(this.#engine)
    }
  }

  /** Cancels what is under way; resolves once all of it has ended. */
  async end(): Promise<void> {
    for (const turn of this.#turns) turn.cancel(undefined, 'The host has gone.')
    this.#turn?.commit()
    await Promise.all(Array.from(this.#turns, ({ report }) => report))
  }

  #begin(engine: Engine): Turn {
    const turn = engine.turn({ open: true, onEvent: this.#hear })
    this.#turns.add(turn)
    void turn.report.then(() => this.#turns.delete(turn))
    return turn
  }

  readonly #hear = (event: TurnEvent): void => {
    if (event.type === 'call.progress') this.#listeners.get(event.callId)?.(event.progress)
  }
}
