import type { AnyTool, ToolContext } from '../call/tool.ts'

/** Where attempts run. */
export interface Place {
  readonly name: string
  /** Starts one attempt. May return, resolve, throw or reject; must stop, if it can, when the signal fires. */
  run(tool: AnyTool, input: unknown, context: ToolContext): unknown
}
