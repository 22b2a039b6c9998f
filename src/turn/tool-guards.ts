import type { AttemptEnd } from '../attempt/attempt.ts'
import { Breaker, type BreakerOptions } from '../attempt/breaker.ts'
import { Breakers } from '../attempt/breakers.ts'
import type { Failure } from '../attempt/failure.ts'
import { HedgePolicy } from '../attempt/hedge.ts'
import type { AnyTool } from '../call/tool.ts'
import type { LimitsOptions } from '../limit/limits.ts'
import type { Trial } from './trial.ts'

/** What has been learnt of a tool, for the guards that it and its limits ask for. */
export interface ToolGuards {
  readonly hedge: HedgePolicy | undefined
  readonly breaker: Breakers | undefined
}

/** Those of a tool that asks for none. */
export const noGuards: ToolGuards = Object.freeze({ hedge: undefined, breaker: undefined })

/** Makes the guards of an engine's tools: one set a tool, and one breaker a limit that asks for it. */
export function makeGuards(
  tools: Iterable<AnyTool>,
  limits: LimitsOptions,
): (tool: AnyTool) => ToolGuards {
  const ofLimits = new Map<string, Breaker>()
  for (const [name, { breaker }] of Object.entries(limits))
    if (breaker) ofLimits.set(name, makeBreaker(breaker))
  const byTool = new Map<AnyTool, ToolGuards>()
  for (const tool of tools) {
    const { hedge, breaker } = tool
    const breakers = breaker ? [makeBreaker(breaker)] : []
    for (const name of new Set([tool.limit ?? []].flat())) {
      const shared = ofLimits.get(name)
      if (shared !== undefined) breakers.push(shared)
    }
    if (hedge || breakers.length > 0)
      byTool.set(tool, {
        hedge: hedge ? new HedgePolicy(hedge === true ? {} : hedge) : undefined,
        breaker: breakers.length > 0 ? new Breakers(breakers) : undefined,
      })
  }
  return (tool) => byTool.get(tool) ?? noGuards
}

function makeBreaker(options: true | BreakerOptions): Breaker {
  return new Breaker(options === true ? {} : options)
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
