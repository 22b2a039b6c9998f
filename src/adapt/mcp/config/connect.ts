import type { McpClient } from '../client.ts'
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
    connect(transport: object): Promise<void>
  }
  readonly StreamableHTTPClientTransport: new (url: URL, options: object) => object
  readonly SSEClientTransport: new (url: URL, options: object) => object
}

interface StdioModule {
  readonly StdioClientTransport: new (parameters: object) => object
}

/** Connects a client of version 2 of the SDK. Rejects if the server does not start or does not answer. */
export async function connectServer(
  address: ServerAddress,
  { load, client: info, env, onListChanged }: ConnectOptions,
): Promise<McpClient> {
  const module = (await load('@modelcontextprotocol/client')) as ClientModule
  const tools = { autoRefresh: false, debounceMs: 100, onChanged: () => onListChanged?.() }
  const client = new module.Client(info, { listChanged: { tools } })
  try {
    await client.connect(await transportOf(address, module, load, env))
    return client
  } catch (error) {
    await client.close().catch(() => {})
    throw error
  }
}

async function transportOf(
  address: ServerAddress,
  module: ClientModule,
  load: LoadModule,
  env: ConnectOptions['env'],
): Promise<object> {
  if (address.over === 'stdio') {
    const { StdioClientTransport } = (await load(
      '@modelcontextprotocol/client/stdio',
    )) as StdioModule
    const { command, args, env: own, cwd } = address
    return new StdioClientTransport({
      command,
      args,
      env: { ...env, ...own },
      cwd,
      stderr: 'inherit',
    })
  }
  const { url, headers, over } = address
  const Transport =
    over === 'sse' ? module.SSEClientTransport : module.StreamableHTTPClientTransport
  return new Transport(url, { requestInit: { headers } })
}
