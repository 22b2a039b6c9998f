import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Readable } from 'node:stream'

const chunkBytes = 1 << 20

/** A file's text in pieces, as UTF-8, or as UTF-16 if it says so; unpacked if it is compressed, whatever its name. */
export async function* textOf(path: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of bytesOf(path)) {
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8')
    yield decoder.decode(chunk, { stream: true })
  }
  if (decoder !== undefined) yield decoder.decode()
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  const unpack = unpackerFor(path)
  const file = createReadStream(path, { highWaterMark: chunkBytes })
  if (unpack === undefined) return file
  // Errors reach the reader of the last stream.
  pipeline(file, unpack, () => {})
  return unpack
}

/** By its first bytes: RFC 1952 and RFC 8878. */
function unpackerFor(path: string): (NodeJS.ReadWriteStream & Readable) | undefined {
  const start = Buffer.alloc(4)
  const file = openSync(path, 'r')
  try {
    readSync(file, start, 0, 4, 0)
  } finally {
    closeSync(file)
  }
  if (start.readUInt16BE() === 0x1f8b) return createGunzip()
  return start.readUInt32LE() === 0xfd2fb528 ? createZstdDecompress() : undefined
}
