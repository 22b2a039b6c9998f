import type { BenchTool, RunRequest } from '../../contest.ts'

/** What Fanfold's guards are told of a tool, which is what its engine is told of its own. */
export function rulesOf({ reads, writes }: BenchTool) {
  return { ...(reads && { reads }), ...(writes && { writes }) }
}

/** The same of all tools, by their names. */
export function rulesByName({ tools }: RunRequest): Record<string, ReturnType<typeof rulesOf>> {
  return Object.fromEntries(tools.map((tool) => [tool.name, rulesOf(tool)]))
}
