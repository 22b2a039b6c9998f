import { UsageError } from './errors/error.ts'
import { show } from './expect.ts'
import { isTool, tool, type AnyTool, type ToolDefinition } from './tool.ts'

/** The tools of an engine, found by name. A Map, so that no name reaches a prototype. */
export interface Toolset {
  readonly names: readonly string[]
  /** Some tool has its results from outside. */
  readonly hasOutside: boolean
  get(name: string): AnyTool | undefined
  [Symbol.iterator](): Iterator<AnyTool>
}

/**
 * @throws {UsageError} if two tools share a name, or one is no tool.
 */
export function makeToolset(tools: readonly AnyTool[]): Toolset {
  const byName = new Map<string, AnyTool>()
  let hasOutside = false
  for (const candidate of tools) {
    const checked = checkTool(candidate)
    if (byName.has(checked.name))
      throw new UsageError(
        `Expected tools of different names, got two named "${checked.name}". Rename one of them.`,
      )
    byName.set(checked.name, checked)
    hasOutside ||= checked.runsIn === 'outside'
  }
  return {
    names: [...byName.keys()],
    hasOutside,
    get: (name) => byName.get(name),
    [Symbol.iterator]: () => byName.values(),
  }
}

function checkTool(candidate: AnyTool): AnyTool {
  if (typeof candidate !== 'object' || candidate === null)
    throw new UsageError(`Expected each of \`tools\` to be a tool, got ${show(candidate)}.`)
  return isTool(candidate) ? candidate : (tool(candidate as ToolDefinition) as AnyTool)
}
