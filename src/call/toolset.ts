import { UsageError } from './errors/error.ts'
import { show } from './expect.ts'
import { isTool, tool, type AnyTool, type ToolDefinition } from './tool.ts'

/** The tools of an engine, found by name. */
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
  return new NamedTools(tools)
}

/** In a Map, so that no name reaches a prototype. */
class NamedTools implements Toolset {
  readonly names: readonly string[]
  readonly hasOutside: boolean
  readonly #byName = new Map<string, AnyTool>()

  constructor(tools: readonly AnyTool[]) {
    let hasOutside = false
    for (const candidate of tools) {
      const tool = checkTool(candidate)
      const { name, runsIn } = tool
      if (this.#byName.has(name))
        throw new UsageError(
          `Expected tools of different names, got two named "${name}". Rename one of them.`,
        )
      this.#byName.set(name, tool)
      hasOutside ||= runsIn === 'outside'
    }
    this.hasOutside = hasOutside
    this.names = [...this.#byName.keys()]
  }

  get(name: string): AnyTool | undefined {
    return this.#byName.get(name)
  }

  [Symbol.iterator](): Iterator<AnyTool> {
    return this.#byName.values()
  }
}

function checkTool(candidate: AnyTool): AnyTool {
  if (typeof candidate !== 'object' || candidate === null)
    throw new UsageError(`Expected each of \`tools\` to be a tool, got ${show(candidate)}.`)
  return isTool(candidate) ? candidate : (tool(candidate as ToolDefinition) as AnyTool)
}
