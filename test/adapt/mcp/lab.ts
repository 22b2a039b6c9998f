import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  Client as NewClient,
  StreamableHTTPClientTransport as NewHttp,
} from '@modelcontextprotocol/client'
import { StdioClientTransport as NewStdio } from '@modelcontextprotocol/client/stdio'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { McpClient } from '../../../src/mcp.ts'

/** Which client talks to which server, over what. */
export interface Pairing {
  readonly client: 1 | 2
  readonly server: 1 | 2
  readonly over: 'stdio' | 'http'
  /** Of version 2 of both: the revision 2026-07-28. */
  readonly modern?: boolean
}

export const pairings: readonly Pairing[] = [
  { client: 1, server: 1, over: 'stdio' },
  { client: 1, server: 2, over: 'stdio' },
  { client: 2, server: 1, over: 'stdio' },
  { client: 2, server: 2, over: 'stdio', modern: true },
  { client: 1, server: 1, over: 'http' },
  { client: 2, server: 1, over: 'http' },
  { client: 2, server: 2, over: 'http', modern: true },
]

export function nameOf({ client, server, over, modern }: Pairing): string {
  return `a client of version ${client} and a server of ${server} over ${over}${modern ? ', revision 2026-07-28' : ''}`
}

export function serverFile(version: 1 | 2): string {
  return fileURLToPath(new URL(`servers/version-${version}.ts`, import.meta.url))
}

/** Servers and clients of one test, to be ended with it. */
export class Lab {
  readonly #pairing: Pairing
  readonly #env: NodeJS.ProcessEnv
  readonly #clients: McpClient[] = []
  readonly #servers: ChildProcess[] = []
  #port = 0

  constructor(pairing: Pairing, env: NodeJS.ProcessEnv = {}) {
    this.#pairing = pairing
    this.#env = env
  }

  get connections(): number {
    return this.#clients.length
  }

  /** Starts the server, over HTTP, on the port that it had before. */
  async startServer(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { server } = this.#pairing
    const child = spawn(process.execPath, [serverFile(server), 'http', String(this.#port)], {
      env: { ...process.env, ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#servers.push(child)
    const [port] = (await once(child.stdout, 'data')) as [Buffer]
    this.#port = Number(String(port))
  }

  /** A client that is connected; over stdio to a server of its own. */
  async connect(env: NodeJS.ProcessEnv = {}): Promise<McpClient> {
    const { client: version, over, modern } = this.#pairing
    if (over === 'http' && this.#servers.length === 0) await this.startServer()
    const negotiation = modern ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : {}
    const info = { name: 'test', version: '1.0.0' }
    const client = version === 1 ? new OldClient(info) : new NewClient(info, negotiation)
    this.#clients.push(client)
    await client.connect(this.#transport(env) as never)
    return client
  }

  async end(): Promise<void> {
    for (const client of this.#clients) await client.close().catch(() => {})
    for (const server of this.#servers) server.kill('SIGKILL')
  }

  #transport(env: NodeJS.ProcessEnv): object {
    const { client, server, over } = this.#pairing
    if (over === 'http') {
      const url = new URL(`http://127.0.0.1:${this.#port}/mcp`)
      return client === 1 ? new OldHttp(url) : new NewHttp(url)
    }
    const parameters = {
      command: process.execPath,
      args: [serverFile(server)],
      env: { ...process.env, ...this.#env, ...env } as Record<string, string>,
    }
    return client === 1 ? new OldStdio(parameters) : new NewStdio(parameters)
  }
}
