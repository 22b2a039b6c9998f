import { FanfoldError } from '../../call/errors/error.ts'
import type { Send } from '../shared/request/client.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import { longestEvent } from '../source/framer.ts'
import { httpStatusError } from '../source/source-error.ts'

/** A WebSocket, as far as it is used: the standard one, which Node.js has as a global, or that of the package `ws`. */
export interface WebSocketLike {
  /** 0 while it connects, 1 while it is open. */
  readonly readyState: number
  send(text: string): void
  close(): void
  addEventListener(type: string, listener: (event: WebSocketEvent) => void): void
  removeEventListener(type: string, listener: (event: WebSocketEvent) => void): void
}

/** What is read of an event: a message's data, an error's message, with which code a socket closed. */
export interface WebSocketEvent {
  readonly data?: unknown
  readonly message?: unknown
  readonly code?: unknown
}

/** Sends requests over WebSockets, each on one that is idle or, if none is, on a new one. */
export interface WebSocketSend extends Send {
  /** Closes its sockets. A response that is under way is broken; another request would connect again. */
  close(): void
}

const connecting = 0
const open = 1

const ends: ReadonlySet<unknown> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'response.done',
  'error',
])

/** A way to send `response.create` events (developers.openai.com/api/docs/guides/websocket-mode). */
export function webSocketSend(connect: () => WebSocketLike): WebSocketSend {
  const sockets = new Set<WebSocketLike>()
  const idle = new Set<WebSocketLike>()
  const forget = (socket: WebSocketLike): void => {
    sockets.delete(socket)
    idle.delete(socket)
  }
  const connected = (): WebSocketLike => {
    const socket = connect()
    sockets.add(socket)
    socket.addEventListener('close', () => forget(socket))
    // Sockets of `ws` throw an error that nobody listens for.
    socket.addEventListener('error', () => {})
    return socket
  }
  const send: Send = ({ stream: _stream, ...body }) => {
    const socket = [...idle].find(({ readyState }) => readyState === open) ?? connected()
    idle.delete(socket)
    const begin = (): void => socket.send(JSON.stringify({ type: 'response.create', ...body }))
    return responseEvents(socket, begin, (isOver) => {
      if (isOver) idle.add(socket)
      else {
        forget(socket)
        socket.close()
      }
    })
  }
  const close = (): void => {
    for (const socket of sockets) socket.close()
    idle.clear()
  }
  return Object.assign(send, { close })
}

/**
 * The events of the response that a WebSocket tells next, one JSON text a frame. The socket is not closed. One that closes
 * before the response is over ends the events with an error.
 *
 * @param begin called once the socket is open.
 * @param left called once nothing more is read: whether the response is over, and the socket fit for another.
 */
export function responseEvents(
  socket: WebSocketLike,
  begin: () => void = () => {},
  left: (isOver: boolean) => void = () => {},
): ReadableStream<unknown> {
  let leave = (_isOver: boolean): void => {}
  return new ReadableStream({
    start(controller) {
      let isOpen = false
      let isFirst = true
      let why = ''
      const listeners: Readonly<Record<string, (event: WebSocketEvent) => void>> = {
        open() {
          isOpen = true
          begin()
        },
        message({ data }) {
          const event = parsed(data)
          if (event === undefined) return
          const refused = isFirst ? refusal(event) : undefined
          isFirst = false
          if (refused === undefined) controller.enqueue(event)
          if (!ends.has(event.type)) return
          leave(event.type !== 'error')
          if (refused === undefined) controller.close()
          else controller.error(refused)
        },
        error({ message }) {
          why = textOf(message)
          // The WebSocket of Node.js 22 says nothing more of a connection that was refused.
          if (!isOpen) listeners['close']?.({})
        },
        close({ code }) {
          const said = [typeof code === 'number' ? `code ${code}` : '', why].filter(Boolean)
          const detail = said.length === 0 ? '' : ` (${said.join(': ')})`
          leave(false)
          if (!isOpen) return controller.error(notOpened(detail))
          const message = `the WebSocket closed${detail} before the response was over`
          controller.enqueue({ type: 'error', message })
          controller.close()
        },
      }
      leave = (isOver) => {
        leave = () => {}
        for (const [type, listener] of Object.entries(listeners))
          socket.removeEventListener(type, listener)
        left(isOver)
      }
      for (const [type, listener] of Object.entries(listeners))
        socket.addEventListener(type, listener)
      if (socket.readyState === open) listeners['open']?.({})
      else if (socket.readyState !== connecting) listeners['close']?.({})
    },
    cancel: () => leave(false),
  })
}

/** What is no JSON keeps the connection alive, and says nothing. */
function parsed(data: unknown): Fields | undefined {
  if (typeof data !== 'string') return undefined
  if (data.length > longestEvent)
    return { type: 'error', message: `an event is longer than ${longestEvent} characters` }
  try {
    const event: unknown = JSON.parse(data)
    return isRecord(event) ? event : undefined
  } catch {
    return undefined
  }
}

/** The error of a request that was refused before its response began; a connection that is too old is only replaced. */
function refusal(event: Fields): Error | undefined {
  const { type, status, error } = event
  if (type !== 'error' || typeof status !== 'number' || status < 400 || status > 599)
    return undefined
  if (isRecord(error) && error.code === 'websocket_connection_limit_reached') return undefined
  return httpStatusError(new Response(null, { status }), JSON.stringify(event))
}

function notOpened(detail: string): FanfoldError {
  return new FanfoldError(`The WebSocket did not open${detail}.`, { code: 'websocket' })
}
