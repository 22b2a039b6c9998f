import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  Client as NewClient,
  StreamableHTTPClientTransport as NewHttp,
} from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { McpClient } from '../../../src/mcp.ts'

/** A request, and how its answer is written. */
export interface Asked {
  readonly method: string
  readonly session: string | undefined
  readonly answer: (body: object, status?: number) => void
  readonly refuse: (status: number, text: string, headers?: Record<string, string>) => void
}

/** A server over HTTP whose answers a test writes by itself. Its sessions are `s1`, `s2` and so on. */
export class RefusingServer {
  /** How often calls arrived. */
  calls = 0
  sessions = 0
  readonly #server = createServer((request, response) => {
    void (async () => {
      let text = ''
      for await (const part of request) text += String(part)
      if (request.method !== 'POST') return void response.writeHead(405).end()
      this.#receive(JSON.parse(text) as never, request.headers['mcp-session-id'] as never, response)
    })()
  })
  readonly #tools: readonly object[]
  readonly #hear: (asked: Asked) => boolean

  /** @param hear answers, and says whether it has. */
  constructor(tools: readonly object[], hear: (asked: Asked) => boolean) {
    this.#tools = tools
    this.#hear = hear
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve))
  }

  async connect(version: 1 | 2): Promise<McpClient> {
    const { port } = this.#server.address() as AddressInfo
    const url = new URL(`http://127.0.0.1:${String(port)}/mcp`)
    const info = { name: 'test', version: '1.0.0' }
    const client = version === 1 ? new OldClient(info) : new NewClient(info)
    await client.connect((version === 1 ? new OldHttp(url) : new NewHttp(url)) as never)
    return client
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #receive(
    { id, method }: { readonly id?: number; readonly method: string },
    session: string | undefined,
    response: ServerResponse,
  ): void {
    const answer = (body: object, status = 200): void => {
      const type = { 'content-type': 'application/json' }
      const its = method === 'initialize' ? { 'mcp-session-id': `s${String(this.sessions)}` } : {}
      response.writeHead(status, { ...type, ...its })
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...body }))
    }
    const refuse = (status: number, text: string, headers = {}): void =>
      void response.writeHead(status, headers).end(text)
    if (method === 'tools/call') this.calls += 1
    if (method === 'initialize') this.sessions += 1
    if (this.#hear({ method, session, answer, refuse })) return
    if (id === undefined) return void response.writeHead(202).end()
    if (method === 'initialize') {
      const serverInfo = { name: 'refusing', version: '1.0.0' }
      answer({
        result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo },
      })
    } else if (method === 'tools/list') answer({ result: { tools: this.#tools } })
    else if (method === 'tools/call') answer({ result: { content: [] } })
    else answer({ result: {} })
  }
}
