import { traceFields } from '../../call/context/trace-fields.ts'

/** A tool, as an MCP server lists it. */
export interface McpListedTool {
  readonly name: string
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly inputSchema: { readonly [keyword: string]: unknown }
  readonly outputSchema?: unknown
  readonly annotations?: McpAnnotations | undefined
  /** Of the revision 2025-11-25: whether it runs as a task. */
  readonly execution?: { readonly taskSupport?: string | undefined } | undefined
}

/** What a server says of a tool's effects. By the specification these are hints, true only of servers that are trusted. */
export interface McpAnnotations {
  readonly title?: string | undefined
  readonly readOnlyHint?: boolean | undefined
  readonly idempotentHint?: boolean | undefined
  readonly destructiveHint?: boolean | undefined
  readonly openWorldHint?: boolean | undefined
}

/** The result of a tool, as a server sends it. */
export interface McpCallResult {
  readonly content?: readonly McpContentBlock[] | undefined
  readonly structuredContent?: unknown
  readonly isError?: boolean | undefined
}

/** A block of a result: text, an image, audio, a link, an embedded resource, or what a later revision adds. */
export interface McpContentBlock {
  readonly type: string
  readonly [field: string]: unknown
}

/**
 * A connected client of `@modelcontextprotocol/client` (the SDK's version 2) or of `@modelcontextprotocol/sdk` (version 1), known by
 * what it can do.
 */
export interface McpClient {
  callTool(params: { name: string; arguments?: Record<string, unknown> }, ...rest: never[]): unknown
  listTools(params?: { cursor?: string }, options?: never): Promise<unknown>
  getServerVersion(): { readonly name: string } | undefined
  getServerCapabilities(): { readonly tools?: unknown } | undefined
  ping(options?: never): Promise<unknown>
  close(): Promise<void>
  /** Undefined once the connection is closed. */
  readonly transport?: object | undefined
  onerror?: ((error: Error) => void) | undefined
}

/** What goes with a request. */
export interface RequestOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: unknown) => void
}

/** The longest time-out that timers take, some 24.8 days: the engine keeps the time, and the client's 60 s would end calls before it. */
const never = 2 ** 31 - 1
/** How long a server may take to answer a ping, in milliseconds. */
const pingMs = 5_000
/** A server that does not list all its tools in so many pages never will. */
const mostPages = 1_000

/** Sends one call. The two versions take the options in different places. */
export async function sendCall(
  client: McpClient,
  name: string,
  input: unknown,
  { signal, onProgress }: RequestOptions,
): Promise<McpCallResult> {
  const trace = traceFields()
  const call = { name, arguments: input as Record<string, unknown> }
  const params = trace === undefined ? call : { ...call, _meta: trace }
  const options = { signal, timeout: never, onprogress: onProgress } as never
  const isVersion2 = 'getProtocolEra' in client
  const answer = isVersion2
    ? client.callTool(params, options)
    : client.callTool(params, undefined as never, options)
  return (await answer) as McpCallResult
}

/** All tools that the server has now. */
export async function listTools(client: McpClient): Promise<readonly McpListedTool[]> {
  if (client.getServerCapabilities()?.tools === undefined) return []
  const byName = new Map<string, McpListedTool>()
  // Version 2 keeps a list for as long as the server says that it may be kept.
  const fresh = { cacheMode: 'refresh' } as never
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const listed = (await client.listTools(
      cursor === undefined ? undefined : { cursor },
      fresh,
    )) as {
      readonly tools: readonly McpListedTool[]
      readonly nextCursor?: string
    }
    for (const tool of listed.tools)
      if (tool.name !== '' && !byName.has(tool.name)) byName.set(tool.name, tool)
    if (listed.nextCursor === undefined || listed.nextCursor === cursor) break
    cursor = listed.nextCursor
  }
  return [...byName.values()]
}

/** Rejects if the server cannot be reached. The revision 2026-07-28 has no `ping`. */
export async function ping(client: McpClient): Promise<void> {
  const { getProtocolEra } = client as { getProtocolEra?: () => unknown }
  const options = { timeout: pingMs, cacheMode: 'refresh' } as never
  if (getProtocolEra?.call(client) === 'modern') await client.listTools(undefined, options)
  else await client.ping(options)
}

/** Whether it can be asked what a client is asked. */
export function isClient(value: unknown): value is McpClient {
  const { callTool, listTools } = (value ?? {}) as Partial<McpClient>
  return typeof callTool === 'function' && typeof listTools === 'function'
}

/** False once it is closed. A client that does not say counts as connected. */
export function isConnected(client: McpClient): boolean {
  return !('transport' in client) || client.transport !== undefined
}
