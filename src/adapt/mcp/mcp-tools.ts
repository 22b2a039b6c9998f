import {
  having,
  isOptions,
  nonEmptyText,
  refusal,
  trueOrFalse,
  type Check,
} from '../../call/expect.ts'
import type { Exact } from '../../call/options/exact.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { McpClient } from './client.ts'
import { Connection, type Connect } from './connection.ts'
import type { ServerTools } from './listed-tool.ts'
import { expectRules, type McpRules } from './rules.ts'
import { serverKey } from './server-keys.ts'
import { ServerToolset } from './server-toolset.ts'

/** How a server's tools become Fanfold's. */
export interface McpToolsOptions {
  /** Put before each name, as in `github__create_issue`, and the server's name in keys: `mcp/github`. */
  readonly prefix?: string | undefined
  /**
   * What is true of tools beyond the server's hints, by the server's own names. A function is asked for each tool, also for
   * those that come later.
   */
  readonly rules?: McpRules | undefined
  /**
   * Whether the server's hints are believed; default true. `false`: each tool that has no rule writes all that the server
   * holds, so that its calls run one by one and are never tried again.
   */
  readonly trust?: boolean | undefined
}

/** The tools of an MCP server, as they were listed first. */
export interface McpTools extends ReadonlyArray<AnyTool> {
  /**
   * Asks the server for its tools again, after it has said that they changed. A tool that is as it was is the same object.
   *
   * @returns the tools that there are now, for `engine.with(…)`.
   */
  refresh(): Promise<readonly AnyTool[]>
  /** Takes no calls any more. Resolves once the last has ended and the client is closed, if the function given made it. */
  close(): Promise<void>
}

const rulesOption: Check<McpRules> = (value, name, whose) => {
  if (typeof value === 'function' || isOptions(value)) return value as McpRules
  throw refusal(name, whose, 'an object or a function', value)
}

const sourceOption: Check<McpClient> = having(
  'a connected MCP client, or a function that connects one',
  'callTool',
  'listTools',
)

const check = optionsCheck<McpToolsOptions, 'trust'>({
  prefix: optional(nonEmptyText),
  rules: optional(rulesOption),
  trust: optional(trueOrFalse, true),
})

/**
 * The tools of an MCP server, as tools of an engine. `readOnlyHint` makes a reader of the key `mcp/<server>`, any other tool
 * writes it; `idempotentHint` makes it idempotent.
 *
 * @param source a connected client of either version of the SDK, or a function that connects one. With a function a server
 *   that has died is connected to again: what was under way is tried again, up to three times, if its tool may run again.
 * @throws {UsageError} for a wrong option, or a rule of a tool that the server does not have. What connecting or listing
 *   throws, it throws.
 */
export async function mcpTools<Given = unknown>(
  source: McpClient | Connect,
  options?: Exact<McpToolsOptions, Given>,
): Promise<McpTools> {
  const { prefix, rules, trust } = check(options, 'mcpTools')
  const connection = new Connection(
    typeof source === 'function' ? source : sourceOption(source, 'source', ' of mcpTools'),
  )
  try {
    const client = await connection.client()
    const key = serverKey(prefix ?? client.getServerVersion()?.name ?? 'mcp')
    return await toolsOf({ connection, key, prefix, trust }, rules)
  } catch (error) {
    void connection.close()
    throw error
  }
}

async function toolsOf(server: ServerTools, rules: McpRules = {}): Promise<McpTools> {
  const toolset = new ServerToolset(server, rules)
  const refresh = async (): Promise<readonly AnyTool[]> =>
    (await toolset.refresh()).map(({ tool }) => tool)
  const tools = await refresh()
  const names = toolset.all.map(({ listed }) => listed.name)
  expectRules(rules, names)
  const close = (): Promise<void> => server.connection.close()
  // Beside the tools, and no part of them: a spread, or a map, sees tools alone.
  return Object.freeze(
    Object.defineProperties(tools, { refresh: { value: refresh }, close: { value: close } }),
  ) as McpTools
}
