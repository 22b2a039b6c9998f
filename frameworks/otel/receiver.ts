import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import { pointsOf, spansOf, type Point, type SentSpan } from './decoded.ts'

/** Takes OTLP over HTTP, in protobuf. */
export interface Receiver {
  readonly url: string
  readonly spans: SentSpan[]
  readonly points: Point[]
  close(): void
}

export async function startReceiver(): Promise<Receiver> {
  const types = await protobuf.load(join(import.meta.dirname, 'otlp.proto'))
  const decode = (type: string, body: Buffer): never => {
    const message = types.lookupType(type)
    const plain = message.toObject(message.decode(body), { longs: String, defaults: true })
    return plain as never
  }
  const spans: SentSpan[] = []
  const points: Point[] = []
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const body = await bodyOf(request)
      if (request.url === '/v1/traces') spans.push(...spansOf(decode('Traces', body)))
      if (request.url === '/v1/metrics') points.push(...pointsOf(decode('Metrics', body)))
      response.setHeader('content-type', 'application/x-protobuf').end()
    }
    void take()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): void => void server.close()
  return { url: `http://127.0.0.1:${port}`, spans, points, close }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
