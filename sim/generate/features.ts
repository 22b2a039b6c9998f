import type { ToolPlan } from '../plan.ts'

/** The tools that a turn inside a call of `parent` may use. */
export function maySpawn(parent: ToolPlan, tools: readonly ToolPlan[]): readonly ToolPlan[] {
  const isKeyed = (tool: ToolPlan): boolean =>
    (tool.reads ?? []).length > 0 || (tool.writes ?? []).length > 0
  return isKeyed(parent) ? tools.filter((tool) => !isKeyed(tool)) : tools
}
