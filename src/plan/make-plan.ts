import type { ToolCall } from '../call/call.ts'
import { boundOfEffects, effectsOf, readsOnly } from '../call/effects.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import { checkInput, findTool, type CheckedCall } from './check-call.ts'
import { longestChain } from './critical-path.ts'
import { DependencyFinder, type Dependencies } from './dependencies.ts'
import { DirectConflicts } from './direct-conflicts.ts'
import { freeze } from './freeze.ts'
import { callPhrase } from './phrase.ts'
import type { Plan, PlannedCall } from './plan.ts'
import { conflictWaits, dependencyWaits } from './planned-waits.ts'
import { resolveReferences } from './references/reference.ts'

/** How the inputs of a plan's calls are to be read. */
export interface PlanOptions {
  /** Whether inputs may refer to the results of earlier calls, as those of a batch's steps do. Default: false. */
  readonly references?: boolean
}

/** Says what would wait for what, and runs nothing. Never throws because of a call or a tool. */
export function makePlan(
  calls: readonly ToolCall[],
  toolset: Toolset,
  { references = false }: PlanOptions = {},
): Plan {
  const planner = new Planner(toolset, references)
  for (const call of calls) planner.add(call)
  const criticalPath = longestChain(planner.calls)
  return freeze({ calls: planner.calls, waves: criticalPath.length, criticalPath })
}

const independent: Dependencies = { on: [] }

class Planner {
  readonly calls: PlannedCall[] = []
  readonly #toolset: Toolset
  readonly #finder: DependencyFinder | undefined
  readonly #conflicts = new DirectConflicts()

  constructor(toolset: Toolset, references: boolean) {
    this.#toolset = toolset
    this.#finder = references ? new DependencyFinder() : undefined
  }

  add(call: ToolCall): void {
    const index = this.calls.length
    const dependencies = this.#finder?.add(index, call) ?? independent
    const checked = this.#check(call, dependencies)
    const { id, name } = call
    this.calls.push(
      'fault' in checked
        ? { index, id, name, runs: false, ...checked, startsEarly: false, waitsFor: [] }
        : { index, id, name, runs: true, ...this.#place(index, checked, dependencies) },
    )
  }

  #check(call: ToolCall, { on, fault }: Dependencies): CheckedCall {
    const found = findTool(call, this.#toolset)
    if ('fault' in found) return found
    if (fault !== undefined) return { fault }
    const idle = on.find(({ index }) => this.calls[index]?.runs === false)
    if (idle !== undefined)
      return { fault: `It uses the result of ${callPhrase(idle.index)}, which does not run.` }
    // What stands in for a result is not there to be checked.
    if (on.length > 0) return found
    return checkInput(found.tool, this.#finder === undefined ? call.input : unescaped(call.input))
  }

  #place(
    index: number,
    { tool, input }: { readonly tool: AnyTool; readonly input: unknown },
    { on }: Dependencies,
  ): Pick<PlannedCall, 'fault' | 'effects' | 'startsEarly' | 'waitsFor'> {
    // A call whose input is not known takes its place among all that it may conflict with.
    const effects = on.length > 0 ? boundOfEffects(tool) : effectsOf(tool, input)
    const needed = new Set(on.map((one) => one.index))
    const overlaps = this.#conflicts.add(index, effects)
    const others = overlaps.filter(({ earlier }) => !needed.has(earlier.call))
    return {
      ...(effects.fault === undefined ? {} : { fault: effects.fault }),
      // The arrays may be the tool's own, and these are going to be frozen.
      effects: { ...effects, reads: [...effects.reads], writes: [...effects.writes] },
      startsEarly: readsOnly(tool) && !tool.needsApproval,
      waitsFor: [...dependencyWaits(on, this.calls), ...conflictWaits(others, this.calls)],
    }
  }
}

function unescaped(input: unknown): unknown {
  const resolved = resolveReferences(input, new Map())
  return resolved.ok ? resolved.value : input
}
