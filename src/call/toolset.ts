import { UsageError } from './errors/error.ts'
import { inspected } from './errors/inspect.ts'
import { show } from './expect.ts'
import { isTool, tool, type AnyTool, type ToolDefinition } from './tool.ts'

/** The tools of an engine, found by name. */
export interface Toolset {
  readonly names: readonly string[]
  /** Some tool has its results from outside. */
  readonly hasOutside: boolean
  /** Of an engine's own that is only made when it is needed; not among `names`, nor iterated over, before. */
  readonly late?: LateTool | undefined
  get(name: string): AnyTool | undefined
  [Symbol.iterator](): Iterator<AnyTool>
}

/** A tool that a model is not told of before it can be of use. It runs whenever it is called. */
export interface LateTool {
  readonly name: string
  readonly isNeeded: boolean
  readonly tool: AnyTool
}

/**
 * @throws {UsageError} if two tools share a name, or one is no tool.
 */
export function makeToolset(tools: readonly AnyTool[], late?: LateTool): Toolset {
  return new NamedTools(tools, late)
}

/** In a Map, so that no name reaches a prototype. */
class NamedTools implements Toolset {
  readonly hasOutside: boolean
  readonly late: LateTool | undefined
  readonly #names: readonly string[]
  readonly #byName = new Map<string, AnyTool>()

  constructor(tools: readonly AnyTool[], late: LateTool | undefined) {
    let hasOutside = false
    for (const candidate of tools) {
      const tool = checkTool(candidate)
      const { name, runsIn } = tool
      if (this.#byName.has(name))
        throw new UsageError(
          `Expected tools of different names, got two named "${name}". Rename one of them, or give those of an MCP server a prefix.`,
        )
      this.#byName.set(name, tool)
      hasOutside ||= runsIn === 'outside'
    }
    this.hasOutside = hasOutside
    this.#names = [...this.#byName.keys()]
    // A tool of the user's by that name is the only one.
    this.late = late === undefined || this.#byName.has(late.name) ? undefined : late
  }

  /** Where it is printed, as in an engine: the names. */
  static {
    const show = function (this: NamedTools): readonly string[] {
      return this.names
    }
    Object.defineProperty(this.prototype, inspected, { value: show })
  }

  get names(): readonly string[] {
    return this.late?.isNeeded ? [...this.#names, this.late.name] : this.#names
  }

  get(name: string): AnyTool | undefined {
    const { late } = this
    return this.#byName.get(name) ?? (name === late?.name ? late.tool : undefined)
  }

  [Symbol.iterator](): Iterator<AnyTool> {
    const { late } = this
    const tools = this.#byName.values()
    return late?.isNeeded ? [...tools, late.tool].values() : tools
  }
}

function checkTool(candidate: AnyTool): AnyTool {
  if (typeof candidate !== 'object' || candidate === null)
    throw new UsageError(`Expected each of \`tools\` to be a tool, got ${show(candidate)}.`)
  return isTool(candidate) ? candidate : (tool(candidate as ToolDefinition) as AnyTool)
}
