import { Breaker, type BreakerOptions } from '../../attempt/breaker.ts'
import { Breakers } from '../../attempt/breakers.ts'
import { HedgePolicy } from '../../attempt/hedge.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { LimitsOptions } from '../../limit/limits.ts'
import { MovingAverage } from '../../util/moving-average.ts'

/** So many of a tool's last runs are most of what is expected of the next. */
const window = 15

/** What has been learnt of a tool: how long it takes, and what the guards need that it and its limits ask for. */
export interface ToolGuards {
  /** Of the attempts that returned, in milliseconds. */
  readonly runTimes: MovingAverage
  readonly hedge: HedgePolicy | undefined
  readonly breakers: Breakers | undefined
}

/** The guards of an engine's tools: one set a tool, which goes with it, and one breaker a limit that asks for it. */
export class GuardsOfTools {
  readonly #ofLimits = new Map<string, Breaker>()
  /** The breakers of the named limits that have one. */
  readonly ofLimits: ReadonlyMap<string, Breaker> = this.#ofLimits
  readonly #byTool = new WeakMap<AnyTool, ToolGuards>()
  readonly #nowMs: () => number

  constructor(limits: LimitsOptions, nowMs: () => number) {
    this.#nowMs = nowMs
    for (const [name, { breaker }] of Object.entries(limits))
      if (breaker) this.#ofLimits.set(name, makeBreaker(breaker))
  }

  of(tool: AnyTool): ToolGuards {
    let guards = this.#byTool.get(tool)
    if (guards === undefined) this.#byTool.set(tool, (guards = this.#make(tool)))
    return guards
  }

  #make({ hedge, breaker, limit }: AnyTool): ToolGuards {
    const breakers = breaker ? [makeBreaker(breaker)] : []
    for (const name of new Set([limit ?? []].flat())) {
      const shared = this.#ofLimits.get(name)
      if (shared !== undefined) breakers.push(shared)
    }
    return {
      runTimes: new MovingAverage(window),
      hedge: hedge ? new HedgePolicy(hedge === true ? {} : hedge) : undefined,
      breakers: breakers.length > 0 ? new Breakers(breakers, this.#nowMs) : undefined,
    }
  }
}

function makeBreaker(options: true | BreakerOptions): Breaker {
  return new Breaker(options === true ? {} : options)
}
