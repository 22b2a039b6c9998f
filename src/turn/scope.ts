import type { AnyTool, ToolContext } from '../call/tool.ts'
import { AsyncResource } from '../util/platform/async-context.ts'

/**
 * The asynchronous context in which it was made: a turn's, or the one in which a call was added. What belongs to it runs
 * in it, whatever other call or timer made room for that: the caller finds its own tracing span there, and all else that it
 * keeps.
 */
export class Scope {
  readonly #resource = new AsyncResource('fanfold.Scope', { requireManualDestroy: true })

  run<Args extends readonly unknown[], Result>(
    what: (...args: Args) => Result,
    ...args: Args
  ): Result {
    return this.#resource.runInAsyncScope(what, undefined, ...args)
  }
}

/** What a body that is not the tool's own is, and where it runs. */
export class OwnBody {
  readonly scope: Scope = new Scope()
  /** Of which those that are the same may share results. */
  readonly standsFor: object
  readonly #body: (input: unknown, context: ToolContext) => unknown

  constructor(
    body: (input: unknown, context: ToolContext) => unknown,
    standsFor: object | undefined = body,
  ) {
    this.#body = body
    this.standsFor = standsFor
  }

  run(_tool: AnyTool, input: unknown, context: ToolContext): unknown {
    return this.#body(input, context)
  }
}
