import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of a live page: it sends the lines that it has, from the one after the last that the browser has. */
export interface LineServer {
  readonly url: string
  /** The ids that browsers named when they came back. */
  readonly cameBack: (string | undefined)[]
  push(...lines: readonly unknown[]): void
  /** Breaks all connections; browsers come back by themselves. */
  disconnect(): void
  /** Sends all lines to a browser that comes back, as a server would that knows nothing of ids. */
  isForgetful: boolean
  close(): void
}

export async function lineServer(html: string): Promise<LineServer> {
  const lines: unknown[] = []
  const open = new Set<ServerResponse>()
  const cameBack: (string | undefined)[] = []
  const write = (response: ServerResponse, at: number): void =>
    void response.write(`id: ${at + 1}\ndata: ${JSON.stringify(lines[at])}\n\n`)
  const server = createServer(({ url, headers }, response) => {
    if (url === '/') return response.setHeader('content-type', 'text/html').end(html)
    if (url !== '/lines') return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 100\n\n')
    const last = headers['last-event-id']
    cameBack.push(typeof last === 'string' ? last : undefined)
    for (let at = made.isForgetful ? 0 : Number(last ?? 0); at < lines.length; at++)
      write(response, at)
    open.add(response)
    response.once('close', () => open.delete(response))
    return response
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const made: LineServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    cameBack,
    isForgetful: false,
    push(...more) {
      for (const line of more) {
        lines.push(line)
        for (const response of open) write(response, lines.length - 1)
      }
    },
    disconnect() {
      for (const response of open) response.destroy()
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return made
}
