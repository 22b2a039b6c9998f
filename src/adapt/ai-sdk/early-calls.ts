import { toJson } from '../../call/content/to-json.ts'
import type { ToolResult } from '../../call/report/result.ts'

/** A call that runs while its message is still coming. */
interface EarlyCall {
  readonly name: string
  readonly input: string
  readonly result: Promise<ToolResult>
  readonly cancel: AbortController
}

/** Calls whose ids are shorter may have ids that are counted in each message anew. */
const shortestId = 12

/** More are not kept: those that nobody came for are of messages that broke off. */
const mostKept = 1_000

/**
 * The calls of a guard's tools that were started before the AI SDK asked for them, until it does. All conversations of the tools share
 * them, so that a call is taken only by one of the same id, tool and input.
 */
export class EarlyCalls {
  readonly #calls = new Map<string, EarlyCall>()

  /** Whether an id is one of a kind over all conversations. */
  knows(id: string): boolean {
    return id.length >= shortestId && !this.#calls.has(id)
  }

  start(
    id: string,
    name: string,
    input: unknown,
    run: (signal: AbortSignal) => Promise<ToolResult>,
  ): void {
    const cancel = new AbortController()
    const result = run(cancel.signal)
    // It is for who takes it, who may never come.
    result.catch(() => {})
    this.#calls.set(id, { name, input: toJson(input), result, cancel })
    for (const oldest of this.#calls.keys()) {
      if (this.#calls.size <= mostKept) return
      this.drop(oldest)
    }
  }

  /** The result of a call that runs already; undefined if it is another one, or none. */
  take(id: string, name: string, input: unknown): Promise<ToolResult> | undefined {
    const call = this.#calls.get(id)
    if (call === undefined || call.name !== name) return undefined
    if (call.input !== toJson(input)) {
      this.drop(id)
      return undefined
    }
    this.#calls.delete(id)
    return call.result
  }

  /** Its message is no good. */
  drop(id: string): void {
    this.#calls.get(id)?.cancel.abort()
    this.#calls.delete(id)
  }
}
