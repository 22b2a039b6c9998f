import type { Environment } from './config/expand.ts'
import type { ConfiguredServer, McpConfig } from './config/config.ts'
import { connectServer, type ConnectOptions } from './config/connect.ts'
import { addressOf } from './config/server-definition.ts'
import { Connection } from './connection.ts'
import type { McpListedTool } from './client.ts'
import type { McpRule } from './listed-tool.ts'
import { serverKey } from './server-keys.ts'
import { ServerToolset, type ServerTool } from './server-toolset.ts'

/** The tools of a configured server, named `<server>__<tool>`; not listed yet. */
export function toolsetOf(
  server: ConfiguredServer,
  options: ConnectOptions & { readonly env: Environment },
): ServerToolset {
  const { name, prefix, entry, trust } = server
  const connection = new Connection(async (signal) =>
    connectServer(addressOf(entry, `mcpServers.${name}`, options.env), options, signal),
  )
  return new ServerToolset({ connection, key: serverKey(name), prefix, trust }, (listed) =>
    ruleOf(server, listed),
  )
}

/** What a config says of a tool: its own rule on top of that for all tools of its server. */
function ruleOf({ rules }: ConfiguredServer, { name }: McpListedTool): McpRule {
  const own = Object.hasOwn(rules, name) ? rules[name]?.options : undefined
  const all = rules['*']?.options
  // Keys are one statement: what a tool says of its own is not mixed with what is said of all.
  const saysKeys = own?.reads !== undefined || own?.writes !== undefined
  return { ...all, ...(saysKeys && { reads: undefined, writes: undefined }), ...own }
}

/** A server of a config, and its tools, or why it has no tools to offer. */
export type ListedServer = { readonly name: string } & (
  | { readonly tools: readonly ServerTool[]; readonly error?: undefined }
  | { readonly tools?: undefined; readonly error: unknown }
)

/** Connects to each server of a config, asks it for its tools, and leaves it. One that fails does not keep the others away. */
export function listServers(
  { servers }: McpConfig,
  options: ConnectOptions & { readonly env: Environment },
): Promise<readonly ListedServer[]> {
  return Promise.all(
    Array.from(servers.values(), async (server): Promise<ListedServer> => {
      const { name } = server
      const toolset = toolsetOf(server, options)
      try {
        return { name, tools: await toolset.refresh() }
      } catch (error) {
        return { name, error }
      } finally {
        await toolset.server.connection.close()
      }
    }),
  )
}
