import type { EventStreamCodec } from '@smithy/eventstream-codec'
import { isRecord } from '../shared/shape.ts'
import { framed } from './frame.ts'
import { fail, type Found, type Framer, longestEvent, tooLong } from './framer.ts'
import type { Pull } from './pull.ts'
import { unreadable } from './source-error.ts'
import { isBytes } from './text-pull.ts'
import { errorText } from '../../util/error-text.ts'
import { concatBytes, fromBase64 } from '../../util/platform/bytes.ts'
import { peerNotLoaded } from '../../util/peers.ts'

/** Reads one frame: its headers by name, and its body. */
type ReadFrame = (frame: Uint8Array) => ReturnType<EventStreamCodec['decode']>

let loading: Promise<ReadFrame> | undefined

/** The bytes of the length with which a frame begins, in big-endian order. */
const lengthBytes = 4

/** Whether bytes can be the start of frames: their first byte is the highest of a length that never needs it. */
export function isAwsFrame(chunk: unknown): boolean {
  if (!isBytes(chunk)) return false
  return toBytes(chunk)[0] === 0
}

/**
 * The events of AWS's binary event stream (`application/vnd.amazon.eventstream`), to be iterated once: each an object
 * with one field, named by the event or the exception, as the AWS SDK hands them out.
 *
 * @throws {UsageError} if the optional package that reads the frames is not installed.
 */
export async function awsEvents(pull: Pull): Promise<AsyncIterable<unknown>> {
  const found: Found = { events: [], ended: false }
  const read = await load().catch((error: unknown) => {
    pull.cancel()
    throw error
  })
  return framed(pull, awsFramer(found, read), found)
}

/** Cuts bytes into frames by the length that each begins with. */
export function awsFramer(
  found: Found,
  read: ReadFrame,
  longest: number = longestEvent,
): Framer<unknown> {
  let pieces: Uint8Array[] = []
  let held = 0
  let wanted = lengthBytes
  const feed = (chunk: unknown): void => {
    if (found.ended || !isBytes(chunk)) return
    pieces.push(toBytes(chunk))
    held += chunk.byteLength
    while (!found.ended && held >= wanted) {
      const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : concatBytes(pieces)
      pieces = [bytes]
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
      if (length > longest) return fail(found, tooLong(longest, 'bytes'))
      wanted = Math.max(length, lengthBytes)
      if (held < wanted) return
      take(found, read, bytes.subarray(0, wanted))
      pieces = [bytes.subarray(wanted)]
      held -= wanted
      wanted = lengthBytes
    }
  }
  const end = (): void => {
    if (held > 0) fail(found, unreadable('Expected a whole event, got the start of one'))
  }
  return { feed, end }
}

function take(found: Found, read: ReadFrame, frame: Uint8Array): void {
  try {
    const { headers, body } = read(frame)
    found.events.push(eventOf((name) => headers[`:${name}`]?.value, new TextDecoder().decode(body)))
  } catch (cause) {
    const why = errorText(cause)
    fail(found, unreadable(`Expected frames of an AWS event stream, got others: ${why}`, cause))
  }
}

function eventOf(header: (name: string) => unknown, body: string): unknown {
  if (header('message-type') === 'error')
    return { error: { message: header('error-message'), code: header('error-code') } }
  const value: unknown = body === '' ? {} : JSON.parse(body)
  const name = String(header('event-type') ?? header('exception-type') ?? '')
  // InvokeModelWithResponseStream wraps the model's own events.
  if (name === 'chunk' && isRecord(value) && typeof value.bytes === 'string')
    return JSON.parse(textOf(fromBase64(value.bytes))) as unknown
  return { [name]: value }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function load(): Promise<ReadFrame> {
  loading ??= loadCodec()
  return loading
}

/** By `try`, so that bundlers take it for a package that may be missing. */
async function loadCodec(): Promise<ReadFrame> {
  try {
    const { EventStreamCodec: Codec } = await import('@smithy/eventstream-codec')
    const codec = new Codec(
      (bytes) => textOf(bytes as Uint8Array),
      (text) => new TextEncoder().encode(text),
    )
    return (frame) => codec.decode(frame)
  } catch (cause) {
    loading = undefined
    throw peerNotLoaded('Reading an AWS event stream needs', '@smithy/eventstream-codec', cause)
  }
}

function toBytes(chunk: Uint8Array): Uint8Array {
  if (!ArrayBuffer.isView(chunk)) return new Uint8Array(chunk as ArrayBuffer)
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}
