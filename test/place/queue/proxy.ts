import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { atEnd } from './lab.ts'
import type { TestRedis } from './redis.ts'

/** One connection that leads through a proxy. */
export interface Line {
  readonly client: Socket
  readonly server: Socket
}

/** What a proxy does with a piece of what it is given; with `true` it does not hand it on. */
export interface Between {
  readonly toServer?: (text: string, line: Line) => boolean | undefined
  readonly toClient?: (text: string, line: Line) => boolean | undefined
}

export interface Proxy {
  /** Like a {@link TestRedis}, for those who are to reach it through the proxy. */
  readonly redis: TestRedis
  /** Connections lead there from now on. */
  target: number
  /** Breaks all connections. */
  breakAll(): void
}

/** Stands between a Redis and those who use it. It is closed after the tests. */
export async function proxyTo(redis: TestRedis, between: Between = {}): Promise<Proxy> {
  const lines = new Set<Line>()
  const server = createServer((client) => {
    const line = { client, server: connect(proxy.target, '127.0.0.1') }
    lines.add(line)
    client.on('error', () => {})
    line.server.on('error', () => {})
    client.on('data', (data) => {
      if (between.toServer?.(data.toString('latin1'), line) !== true) line.server.write(data)
    })
    line.server.on('data', (data) => {
      if (between.toClient?.(data.toString('latin1'), line) !== true) client.write(data)
    })
    client.on('close', () => line.server.end())
    line.server.on('close', () => {
      lines.delete(line)
      client.destroy()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const proxy: Proxy = {
    redis: { ...redis, port, url: `redis://127.0.0.1:${port}` },
    target: redis.port,
    breakAll: () => {
      for (const { client, server: far } of lines) for (const end of [client, far]) end.destroy()
    },
  }
  atEnd(() => {
    server.close()
    proxy.breakAll()
  })
  return proxy
}
