import { ToolError } from '../../call/errors/error.ts'
import { tool, type AnyTool, type ToolContext, type ToolOptions } from '../../call/tool.ts'
import type { McpCallResult, McpListedTool } from './client.ts'
import type { Connection } from './connection.ts'
import { schemaOf } from './listed-schema.ts'
import { valueOf } from './result.ts'
import { withServer } from './server-keys.ts'

/** What may be said of a server's tool, beside what the server says. */
export type McpRule = ToolOptions<Record<string, unknown>>

/** What all tools of one server have in common. */
export interface ServerTools {
  readonly connection: Connection
  /** The key of all that the server holds. */
  readonly key: string
  /** Before each name, with two underscores between. */
  readonly prefix: string | undefined
  /** Whether the server's hints are believed. */
  readonly trust: boolean
}

/** Makes a tool of what a server lists. */
export function toTool(listed: McpListedTool, server: ServerTools, rule: McpRule = {}): AnyTool {
  const { description, title, name } = listed
  return tool({
    name: server.prefix === undefined ? name : `${server.prefix}__${name}`,
    description: description ?? title ?? listed.annotations?.title ?? '',
    inputSchema: schemaOf(listed),
    ...effectsOf(listed, server, stated(rule)),
    execute: async (input: unknown, context: ToolContext) =>
      valueOf(name, await callListed(listed, server.connection, input, context)),
  } as never) as AnyTool
}

/** Calls it on its server; what that answers, as it is. */
export function callListed(
  listed: McpListedTool,
  connection: Connection,
  input: unknown,
  { signal, progress }: Pick<ToolContext, 'signal' | 'progress'>,
): Promise<McpCallResult> {
  const { name, execution } = listed
  if (execution?.taskSupport === 'required')
    throw new ToolError(
      `${name} was not run: it runs only as a task of MCP's revision 2025-11-25, which later ones no longer have, and which is not supported.`,
      { code: 'mcp_task', nothingDone: true },
    )
  return connection.call(listed, input, { signal, onProgress: progress })
}

/** What is `undefined` is not said: put over what is, it would take that away. */
function stated(rule: McpRule): McpRule {
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined))
}

/** A rule's keys replace what the hints say; the rest of it stands beside them. */
function effectsOf(
  { annotations = {} }: McpListedTool,
  { key, trust }: ServerTools,
  rule: McpRule,
): McpRule {
  const hints = trust ? annotations : {}
  const idempotent = hints.idempotentHint === true && { idempotent: true }
  if (rule.reads === undefined && rule.writes === undefined)
    return hints.readOnlyHint === true
      ? { reads: key, ...rule }
      : { writes: key, ...idempotent, ...rule }
  const { reads, writes } = rule
  return {
    ...idempotent,
    ...rule,
    ...(reads !== undefined && { reads: withServer(reads as never, key) as never }),
    ...(writes !== undefined && { writes: withServer(writes as never, key) as never }),
  }
}
