import type { AttemptEnd } from '../attempt/attempt.ts'
import { Breaker } from '../attempt/breaker.ts'
import type { Failure } from '../attempt/failure.ts'
import { HedgePolicy } from '../attempt/hedge.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Trial } from './trial.ts'

/** What has been learnt of a tool, for the guards that it asks for. */
export interface ToolGuards {
  readonly hedge: HedgePolicy | undefined
  readonly breaker: Breaker | undefined
}

/** Those of a tool that asks for none. */
export const noGuards: ToolGuards = Object.freeze({ hedge: undefined, breaker: undefined })

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
  return (tool) => byTool.get(tool) ?? noGuards
}

/** What a tool's guards, if it has any, make of an attempt's end. `clockMs` is the time now, on the clock. */
export function learn(
  { hedge, breaker }: ToolGuards,
  { entry, startedMs }: Trial,
  end: AttemptEnd,
  { transient }: Failure,
  clockMs: number,
): void {
  const nowMs = entry.turn.nowMs()
  if (end.kind === 'returned' && !entry.decided && entry.hedge !== undefined)
    hedge?.onResult(nowMs - entry.hedge.roundMs)
  if (breaker === undefined) return
  const beganMs = clockMs - (nowMs - startedMs)
  if (end.kind === 'stopped' && !transient) breaker.onAbandoned(beganMs)
  else breaker.onResult(!transient, clockMs, beganMs)
}
