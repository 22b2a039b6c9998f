import { readConfig } from '../../adapt/mcp/config/config.ts'
import { listServers as listAll } from '../../adapt/mcp/servers.ts'
import { errorText } from '../../util/error-text.ts'
import { redact } from '../../util/redact.ts'
import { importPeer } from '../connect/import-peer.ts'
import { readText } from '../files/text.ts'
import { watchInterrupts } from '../interrupt.ts'
import { version } from '../version.ts'

/** What one MCP server answered. */
export interface ListedServer {
  /** Its name in the configuration. */
  readonly name: string
  /** As `tools/list` gives them; none if it did not answer. */
  readonly tools: readonly unknown[]
  /** Why it did not answer. */
  readonly error?: string | undefined
  /** Whether the configuration says that its annotations may be believed. Default: true. */
  readonly trust?: boolean | undefined
}

/** Starts the servers of an MCP configuration, asks each for its tools, and ends them. */
export type ListServers = (file: string) => Promise<readonly ListedServer[]>

export const listServers: ListServers = async (file) => {
  const config = readConfig(readText(file))
  // A process that exits takes its servers along; one that a signal ends leaves them.
  const interrupts = watchInterrupts(() => process.exit(interrupts.exitCode))
  const listed = await listAll(config, {
    load: (name) => importPeer(name, process.cwd()),
    client: { name: 'fanfold', version: version() },
    env: process.env,
  })
  interrupts.stop()
  return listed.map(({ name, tools = [], error }) => ({
    name,
    tools: tools.map((tool) => tool.listed),
    trust: config.servers.get(name)?.trust,
    error: error === undefined ? undefined : redact(errorText(error)),
  }))
}
