import { onAbort } from '../../../util/on-abort.ts'
import type { McpClient } from '../client.ts'
import { ownServer, type ChildTransport, type Transport } from './own-server.ts'
import type { ServerAddress } from './server-definition.ts'

/** Loads a module of the optional package `@modelcontextprotocol/client`. */
export type LoadModule = (name: string) => Promise<object>

/** What a connection is made with. */
export interface ConnectOptions {
  readonly load: LoadModule
  /** Who connects. */
  readonly client: { readonly name: string; readonly version: string }
  /** The environment of servers that are started; their own comes on top. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Told that the server's tools are others now. */
  readonly onListChanged?: () => void
}

interface ClientModule {
  readonly Client: new (
    info: object,
    options: object,
  ) => McpClient & {
    connect(transport: Transport): Promise<void>
  }
  readonly StreamableHTTPClientTransport: new (url: URL, options: object) => Transport
  readonly SSEClientTransport: new (url: URL, options: object) => Transport
}

interface StdioModule {
  readonly StdioClientTransport: new (parameters: object) => ChildTransport
}

/**
 * Connects a client of version 2 of the SDK. Rejects if the server does not start or does not answer, or once the signal fires;
 * the server is ended by then.
 */
export async function connectServer(
  address: ServerAddress,
  { load, client: info, env, onListChanged }: ConnectOptions,
  signal: AbortSignal,
): Promise<McpClient> {
  const module = (await load('@modelcontextprotocol/client')) as ClientModule
  const tools = { autoRefresh: false, debounceMs: 100, onChanged: () => onListChanged?.() }
  const client = new module.Client(info, { listChanged: { tools } })
  const transport = await transportOf(address, module, load, env)
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const off = onAbort(signal, () => reject(signal.reason))
  try {
    await Promise.race([client.connect(transport), aborted])
    return client
  } catch (error) {
    await transport.close().catch(() => {})
    throw error
  } finally {
    off()
  }
}

async function transportOf(
  address: ServerAddress,
  module: ClientModule,
  load: LoadModule,
  env: ConnectOptions['env'],
): Promise<Transport> {
  if (address.over === 'stdio') {
    const { StdioClientTransport } = (await load(
      '@modelcontextprotocol/client/stdio',
    )) as StdioModule
    const { command, args, env: own, cwd } = address
    return ownServer(
      new StdioClientTransport({
        command,
        args,
        env: { ...env, ...own },
        cwd,
        stderr: 'inherit',
      }),
    )
  }
  const { url, headers, over } = address
  const RemoteTransport =
    over === 'sse' ? module.SSEClientTransport : module.StreamableHTTPClientTransport
  return new RemoteTransport(url, { requestInit: { headers } })
}
