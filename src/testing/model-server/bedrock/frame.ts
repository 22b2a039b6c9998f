import { crc32 } from 'node:zlib'
import type { Json } from '../format.ts'

/** The type of a header's value that is text, in the frame's coding. */
const textType = 7

/**
 * One frame of AWS's event stream: the lengths of the whole and of the headers, their checksum, the headers, the
 * body, and the checksum of all (docs.aws.amazon.com/transcribe/latest/dg/event-stream.html).
 */
export function awsFrame(headers: Readonly<Record<string, string>>, body: Json): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(headerBytes))
  const payload = Buffer.from(JSON.stringify(body))
  const frame = Buffer.alloc(16 + head.length + payload.length)
  frame.writeUInt32BE(frame.length, 0)
  frame.writeUInt32BE(head.length, 4)
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8)
  head.copy(frame, 12)
  payload.copy(frame, 12 + head.length)
  frame.writeUInt32BE(crc32(frame.subarray(0, -4)), frame.length - 4)
  return frame
}

function headerBytes([name, value]: readonly [string, string]): Buffer {
  const text = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length)
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([textType]),
    length,
    text,
  ])
}
