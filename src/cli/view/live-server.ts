import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../../util/clock.ts'
import { followFile } from './follow-file.ts'

export interface LiveServer {
  /** Where the page is. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves the page that follows a trace file, and its lines as server-sent events, on this machine only.
 *
 * @param port 0 for any that is free.
 */
export async function serveLive(file: string, page: string, port: number): Promise<LiveServer> {
  const over = new AbortController()
  const server = createServer((request, response) => {
    const path = pathOf(request)
    if (path === undefined) refuse(response, 403)
    else if (path === '/') sendPage(response, page)
    else if (path === '/lines') void sendLines(response, file, over.signal)
    else refuse(response, 404)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${taken}/`, close: () => close(server, over) }
}

/** Undefined for a request that names another host: a page from elsewhere may have led the browser here by a name of its own. */
function pathOf({ headers, url = '/' }: IncomingMessage): string | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '')
  return host === '127.0.0.1' || host === 'localhost' ? url.split('?')[0] : undefined
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end()
}

function sendPage(response: ServerResponse, page: string): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end(page)
}

/** All of them, whatever the browser had before: the page takes a line once, and starts over if the file did. */
async function sendLines(response: ServerResponse, file: string, over: AbortSignal): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const signal = AbortSignal.any([gone.signal, over])
  try {
    for await (const { number, text } of followFile(file, systemClock, signal))
      response.write(`id: ${number}\ndata: ${text.trimEnd()}\n\n`)
  } catch {
    // It can be read no more: the page keeps what it has.
  }
  response.end()
}

async function close(server: Server, over: AbortController): Promise<void> {
  over.abort()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
