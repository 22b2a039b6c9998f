import { Breaker } from '../attempt/breaker.ts'
import { HedgePolicy } from '../attempt/hedge.ts'
import type { AnyTool } from '../call/tool.ts'

/** What has been learnt of a tool, for the guards that it asks for. */
export interface ToolGuards {
  readonly hedge: HedgePolicy | undefined
  readonly breaker: Breaker | undefined
}

const none: ToolGuards = Object.freeze({ hedge: undefined, breaker: undefined })

/** Makes the guards of an engine's tools, one set a tool. */
export function makeGuards(tools: Iterable<AnyTool>): (tool: AnyTool) => ToolGuards {
  const byTool = new Map<AnyTool, ToolGuards>()
  for (const tool of tools) {
    const { hedge, breaker } = tool
    if (hedge || breaker)
      byTool.set(tool, {
        hedge: hedge ? new HedgePolicy(hedge === true ? {} : hedge) : undefined,
        breaker: breaker ? new Breaker(breaker === true ? {} : breaker) : undefined,
      })
  }
  return (tool) => byTool.get(tool) ?? none
}
