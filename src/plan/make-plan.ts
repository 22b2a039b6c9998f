import type { ToolCall } from '../call/call.ts'
import { CallIdMaker } from '../call/call-ids.ts'
import { checkInput, findTool } from '../call/check-call.ts'
import { noContext, type CallContext } from '../call/context/call-context.ts'
import { boundOfEffects, effectsOf, startsEarly, type UndeclaredPolicy } from '../call/effects.ts'
import { readCall } from '../call/read-call.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import { Chains } from './chains.ts'
import { DirectConflicts } from './direct-conflicts.ts'
import { freeze } from './freeze.ts'
import { callPhrase } from './phrase.ts'
import type { Plan, PlannedCall } from './plan.ts'
import { dependencyWaits, PlannedConflicts } from './planned-waits.ts'
import { Needs, type NeedsOf } from './references/needs.ts'
import { resolveReferences } from './references/reference.ts'

/** How the inputs of a plan's calls are to be read. */
export interface PlanOptions<Context = unknown> {
  /** Whether inputs may refer to the results of earlier calls, as those of a batch's steps do. Default: false. */
  readonly references?: boolean | undefined
  /** What the tools' `reads` and `writes` are given beside inputs, as of a turn. */
  readonly context?: Context | undefined
}

/** Says what would wait for what, and runs nothing. Never throws because of a call or a tool. */
export function makePlan(
  calls: readonly ToolCall[],
  toolset: Toolset,
  { references = false }: PlanOptions = {},
  undeclared: UndeclaredPolicy = 'parallel',
  given: CallContext = noContext,
): Plan {
  const planner = new Planner(toolset, undeclared, references, given)
  for (const call of calls) planner.add(readCall(call))
  const criticalPath = planner.chains.longest()
  return freeze({ calls: planner.calls, waves: criticalPath.length, criticalPath })
}

/** A call that would run, with the input as its tool would get it; or why it would not run. */
type Checked = { readonly tool: AnyTool; readonly input: unknown } | { readonly fault: string }

const independent: NeedsOf<number> = { on: [], meant: new Map() }

class Planner {
  readonly calls: PlannedCall[] = []
  readonly chains: Chains = new Chains()
  readonly #toolset: Toolset
  readonly #undeclared: UndeclaredPolicy
  readonly #given: CallContext
  readonly #ids = new CallIdMaker()
  readonly #needs: Needs<number> | undefined
  readonly #conflicts = new DirectConflicts()

  constructor(
    toolset: Toolset,
    undeclared: UndeclaredPolicy,
    references: boolean,
    given: CallContext,
  ) {
    this.#toolset = toolset
    this.#given = given
    this.#undeclared = undeclared
    this.#needs = references ? new Needs() : undefined
  }

  add(call: ToolCall): void {
    const index = this.calls.length
    const id = this.#ids.idOf(call, index)
    this.#ids.takeKey(id, index)
    const needs = this.#needs?.add(index, id, call.input) ?? independent
    const checked = this.#check(call, needs)
    const { name } = call
    this.calls.push(
      'fault' in checked
        ? {
            index,
            id,
            name,
            runs: false,
            ...checked,
            startsEarly: false,
            waitsFor: [],
            moreWaits: 0,
          }
        : { index, id, name, runs: true, ...this.#place(index, checked, needs) },
    )
  }

  #check(call: ToolCall, { on, fault }: NeedsOf<number>): Checked {
    const tool = findTool(call, this.#toolset)
    if ('status' in tool) return { fault: tool.error.message }
    if (fault !== undefined) return { fault }
    const idle = on.find(({ call: index }) => this.calls[index]?.runs === false)
    if (idle !== undefined)
      return { fault: `It uses the result of ${callPhrase(idle.call)}, which does not run.` }
    // What stands in for a result is not there to be checked.
    if (on.length > 0) return { tool, input: call.input }
    const input = this.#needs === undefined ? call.input : unescaped(call.input)
    const checked = checkInput(tool, input)
    // A schema that answers only later is taken to accept the input as it is.
    if (checked instanceof Promise) return { tool, input }
    return 'failure' in checked ? { fault: checked.failure.error.message } : checked
  }

  #place(
    index: number,
    { tool, input }: { readonly tool: AnyTool; readonly input: unknown },
    { on }: NeedsOf<number>,
  ): Pick<PlannedCall, 'fault' | 'effects' | 'startsEarly' | 'waitsFor' | 'moreWaits'> {
    // A call whose input is not known takes its place among all that it may conflict with.
    const effects =
      on.length > 0
        ? boundOfEffects(tool, this.#undeclared)
        : effectsOf(tool, input, this.#undeclared, this.#given)
    const fault = effects.fault ?? effects.widened
    const needed = new Set(on.map(({ call }) => call))
    const conflicts = new PlannedConflicts()
    this.chains.begin(index)
    for (const earlier of needed) this.chains.follow(index, earlier)
    for (const overlap of this.#conflicts.add(index, effects)) {
      const { call } = overlap.earlier
      if (needed.has(call)) continue
      conflicts.add(overlap)
      this.chains.follow(index, call)
    }
    return {
      ...(fault === undefined ? {} : { fault }),
      // The arrays may be the tool's own, and these are going to be frozen.
      effects: { ...effects, reads: [...effects.reads], writes: [...effects.writes] },
      startsEarly: startsEarly(tool),
      waitsFor: [...dependencyWaits(on, this.calls), ...conflicts.waits(this.calls)],
      moreWaits: conflicts.more,
    }
  }
}

function unescaped(input: unknown): unknown {
  const resolved = resolveReferences(input, new Map())
  return resolved.ok ? resolved.value : input
}
