import { pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { bytesOf } from '../files/bytes.ts'
import { decoderFor } from '../files/text.ts'

/** So many bytes tell how a file is compressed, and how its text is written. */
const telling = 4

/** A file's text in pieces, as UTF-8, or as UTF-16 if it says so; unpacked if it is compressed, whatever its name. */
export async function* textOf(path: string): AsyncGenerator<string> {
  let decoder: ReturnType<typeof decoderFor> | undefined
  for await (const chunk of await unpacked(bytesOf(path))) {
    decoder ??= decoderFor(chunk)
    yield decoder.decode(chunk, { stream: true })
  }
  if (decoder !== undefined) yield decoder.decode()
}

async function unpacked(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const rest = bytes[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  while (start.length < telling) {
    const next = await rest.next()
    if (next.done === true) break
    start = Buffer.concat([start, next.value])
  }
  const all = joined(start, rest)
  const unpack = unpackerFor(start)
  if (unpack === undefined) return all
  // Errors reach the reader of the last stream.
  pipeline(Readable.from(all), unpack, () => {})
  return unpack
}

async function* joined(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (start.length > 0) yield start
    yield* { [Symbol.asyncIterator]: () => rest }
  } finally {
    await rest.return?.()
  }
}

/** By its first bytes: RFC 1952 and RFC 8878. */
function unpackerFor(start: Buffer): (NodeJS.ReadWriteStream & Readable) | undefined {
  if (start.length < telling) return undefined
  if (start.readUInt16BE() === 0x1f8b) return createGunzip()
  return start.readUInt32LE() === 0xfd2fb528 ? createZstdDecompress() : undefined
}
