import type { Format, Json, WireError } from './format.ts'
import { byteLength, cutFrames, streamFrames, wholeFrames, type Frame } from './frames.ts'
import type { Pace } from './pace.ts'
import { makeReply, type ReplyContext } from './reply.ts'
import type { ScriptedError, ScriptedReply, ScriptedTurn } from './script.ts'

/** A response, planned: nothing has been sent. */
export interface Outgoing {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly frames: readonly Frame[]
  /** What happens after the last frame: the response ends, the connection is destroyed, or nothing. */
  readonly ending: 'end' | 'close' | 'hang'
}

/** What a turn is put into a response with. */
export interface RespondContext extends ReplyContext {
  readonly format: Format
  readonly body: Json
  /** Is given the items of the reply that later requests may name. */
  readonly kept: Map<unknown, Json>
  readonly stream: boolean
  readonly pace: Pace
}

/** Plans the response that a turn of the script describes. */
export function respond(turn: ScriptedTurn, context: RespondContext): Outgoing {
  if ('hang' in turn) return { status: 0, headers: {}, frames: [], ending: 'hang' }
  if ('raw' in turn)
    return wholeResponse(
      turn.status ?? 200,
      turn.contentType ?? 'text/html; charset=utf-8',
      turn.raw,
    )
  if ('status' in turn) return errorOf(turn, context.format)
  return reply(turn, context)
}

/** The provider's error response. */
export function failure(
  format: Format,
  error: WireError,
  headers: Readonly<Record<string, string>> = {},
): Outgoing {
  const { status, ...rest } = wholeResponse(
    error.status,
    jsonType,
    JSON.stringify(format.error(error)),
  )
  return { ...rest, status, headers: { ...rest.headers, ...headers } }
}

const jsonType = 'application/json; charset=utf-8'

/** A response that is there at once. */
export function wholeResponse(status: number, type: string, body: string): Outgoing {
  const headers = { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) }
  return { status, headers, frames: [{ atMs: 0, data: body }], ending: 'end' }
}

function errorOf({ status, message, retryAfterMs }: ScriptedError, format: Format): Outgoing {
  const error = { status, message: message ?? `The script answers with status ${status}.` }
  if (retryAfterMs === undefined) return failure(format, error)
  return failure(format, error, {
    'retry-after-ms': String(retryAfterMs),
    'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
  })
}

function reply(turn: ScriptedReply, context: RespondContext): Outgoing {
  const { format, body, kept, pace } = context
  const cut = turn.break
  const message = makeReply(turn, context)
  if (cut === undefined)
    for (const item of format.kept?.(message, body) ?? []) kept.set(item['id'], item)
  const broken = { status: 500, message: 'The script breaks off here.' }
  if (context.stream) {
    const writer = format.stream(message, body)
    const all = streamFrames(message, writer, turn.pace ?? pace)
    const frames = cut === undefined ? all : cutFrames(all, cut)
    if (cut?.how === 'error')
      frames.push({ atMs: frames.at(-1)?.atMs ?? 0, data: writer.error(broken) })
    return {
      status: 200,
      headers: { 'content-type': format.streamType },
      frames,
      ending: ending(turn),
    }
  }
  if (cut?.how === 'error') return failure(format, broken)
  const all = wholeFrames(message, JSON.stringify(format.whole(message, body)), turn.pace ?? pace)
  const frames = cut === undefined ? all : cutFrames(all, cut)
  // A broken connection is one that promised more; a response that ends early claims to be all.
  const length = byteLength(cut?.how === 'end' ? frames : all)
  const headers = { 'content-type': jsonType, 'content-length': String(length) }
  return { status: 200, headers, frames, ending: ending(turn) }
}

function ending({ break: cut }: ScriptedReply): Outgoing['ending'] {
  if (cut === undefined || cut.how === 'end' || cut.how === 'error') return 'end'
  return cut.how ?? 'close'
}
