import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestContext } from 'node:test'

/** The server's end of a WebSocket. */
export interface Peer {
  /** The texts that came, in order. */
  readonly texts: string[]
  /** Sends a text, in so many frames. */
  send(text: string, frames?: number): void
  sendBinary(bytes: Uint8Array): void
  /** Closes it as the protocol wants, or, with `destroy`, without a word. */
  close(): void
  destroy(): void
  readonly closed: Promise<void>
}

export interface WebSocketServer {
  readonly url: string
  /** All that ever connected. */
  readonly peers: readonly Peer[]
}

/** A WebSocket server (RFC 6455), as much of it as a test needs. `onText` is told of each text of a client. */
export async function webSocketServer(
  context: TestContext,
  onText: (text: string, peer: Peer) => void,
): Promise<WebSocketServer> {
  const peers: Peer[] = []
  const server: Server = createServer((_request, response) => response.writeHead(426).end())
  server.on('upgrade', ({ headers }, socket) => {
    if (headers.authorization === 'Bearer wrong') {
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
        `sec-websocket-accept: ${accept}\r\n\r\n`,
    )
    peers.push(peerOn(socket, onText))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    for (const peer of peers) peer.destroy()
    server.close()
  })
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, peers }
}

const opcodes = { more: 0, text: 1, binary: 2, close: 8 } as const

function peerOn(socket: Duplex, onText: (text: string, peer: Peer) => void): Peer {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  socket.on('close', resolve)
  socket.on('error', () => {})
  const write = (opcode: number, payload: Uint8Array, isLast = true): void =>
    void (socket.writable && socket.write(frame(opcode, payload, isLast)))
  const peer: Peer = {
    texts: [],
    send(text, frames = 1) {
      const bytes = Buffer.from(text)
      const size = Math.ceil(bytes.length / frames)
      for (let part = 0; part < frames; part += 1) {
        const opcode = part === 0 ? opcodes.text : opcodes.more
        write(opcode, bytes.subarray(part * size, (part + 1) * size), part === frames - 1)
      }
    },
    sendBinary: (bytes) => write(opcodes.binary, bytes),
    close: () => write(opcodes.close, Buffer.from([0x03, 0xe9])),
    destroy: () => socket.destroy(),
    closed,
  }
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let found = clientFrame(rest); found !== undefined; found = clientFrame(rest)) {
      rest = rest.subarray(found.length)
      if (found.opcode === opcodes.close) socket.end()
      if (found.opcode !== opcodes.text) continue
      peer.texts.push(found.text)
      onText(found.text, peer)
    }
  })
  return peer
}

function frame(opcode: number, payload: Uint8Array, isLast: boolean): Uint8Array {
  const { length } = payload
  const head = Buffer.from(
    length < 126 ? [0, length] : [0, 126, (length >> 8) & 0xff, length & 0xff],
  )
  if (length > 0xffff) throw new Error('Expected a frame of at most 65,535 bytes.')
  head[0] = (isLast ? 0x80 : 0) | opcode
  return Buffer.concat([head, payload])
}

/** A frame of a client's, which is masked; undefined until all of it is there. */
function clientFrame(bytes: Buffer): { opcode: number; text: string; length: number } | undefined {
  if (bytes.length < 6) return undefined
  const short = (bytes[1] as number) & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  if (bytes.length < 2 + extra + 4) return undefined
  const size =
    extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const at = 2 + extra + 4
  if (bytes.length < at + size) return undefined
  const mask = bytes.subarray(at - 4, at)
  const text = Buffer.from(
    bytes.subarray(at, at + size).map((byte, i) => byte ^ (mask[i % 4] as number)),
  )
  return { opcode: (bytes[0] as number) & 0x0f, text: text.toString(), length: at + size }
}
