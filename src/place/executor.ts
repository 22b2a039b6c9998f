import type { AttemptLine } from '../call/attempt-line.ts'
import type { AnyTool, ToolContext } from '../call/tool.ts'

/** Where attempts run. */
export interface Executor {
  readonly name: string
  /**
   * Starts one attempt. May return, resolve, throw or reject; must stop, if it can, when the signal fires. Where attempts
   * wait until there is room for them, it says so to `line`. Of `context`
   * nothing may be sent elsewhere that is the user's own: its `context`.
   */
  run(tool: AnyTool, input: unknown, context: ToolContext<never>, line?: AttemptLine): unknown
  /**
   * How long after the end of an engine its attempts may still be at work here, in milliseconds, before they are told to
   * stop; default 0: they end with its process.
   */
  readonly orphanTimeoutMs?: number | undefined
  /**
   * The same, asked of where they run, for an engine that goes on where another one ended. Where it is missing, or rejects,
   * `orphanTimeoutMs` counts.
   */
  orphanTimeout?(): Promise<number>
}
