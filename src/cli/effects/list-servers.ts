import { failure } from '../cli-error.ts'

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

/** The key of all that a server holds: its name is one segment, in which `/` and `*` would mean something. */
export function keyOfServer(server: string): string {
  return `mcp/${server.replaceAll('%', '%25').replaceAll('/', '%2F').replaceAll('*', '%2A')}`
}

/** @throws {CliError} always: no client is built in yet. */
export const listServers: ListServers = async (file) => {
  await Promise.resolve()
  throw failure(
    `Expected tools, got the configuration of MCP servers (${file}). Save what a server answers to tools/list as JSON, and name that file.`,
  )
}
