import type { AnyTool } from '../../call/tool.ts'
import { sameJson } from '../../util/same-json.ts'
import type { McpListedTool } from './client.ts'
import { toTool, type ServerTools } from './listed-tool.ts'
import { ruleFor, type McpRules } from './rules.ts'

/** One of a server's tools, as it is listed and as it runs. */
export interface ServerTool {
  readonly listed: McpListedTool
  readonly tool: AnyTool
}

/** The tools of one server, as they were listed last. */
export class ServerToolset {
  readonly server: ServerTools
  readonly #rules: McpRules
  #tools: readonly ServerTool[] = []

  constructor(server: ServerTools, rules: McpRules = {}) {
    this.server = server
    this.#rules = rules
  }

  get all(): readonly ServerTool[] {
    return this.#tools
  }

  /** Lists them again. One that is as it was stays the same tool, with all that limits and breakers know of it. */
  async refresh(): Promise<readonly ServerTool[]> {
    return this.take(await this.server.connection.list())
  }

  /** Takes the tools that were listed just now. */
  take(listed: readonly McpListedTool[]): readonly ServerTool[] {
    const known = new Map(this.#tools.map((each) => [each.listed.name, each]))
    this.#tools = listed.map((each) => {
      const before = known.get(each.name)
      if (before !== undefined && sameJson(before.listed, each)) return before
      return { listed: each, tool: toTool(each, this.server, ruleFor(each, this.#rules)) }
    })
    return this.#tools
  }
}
