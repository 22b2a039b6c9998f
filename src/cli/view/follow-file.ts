import { open, type FileHandle } from 'node:fs/promises'
import { sleep, type Clock } from '../../util/clock.ts'

/** How often a file is looked at for more. */
const lookEveryMs = 100
/** So much of a file's beginning tells it from another one: the header of a trace is in it. */
const telling = 4_096

export interface FollowedLine {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/**
 * The lines of a file that is still written, each once it is complete. If it is another file by now, or has been begun anew, so
 * are the lines; while it is gone, none come. Ends when the signal fires.
 */
export async function* followFile(
  path: string,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<FollowedLine> {
  const decoder = new TextDecoder()
  let head = Buffer.alloc(0)
  let read = 0
  let number = 0
  let rest = ''
  while (!signal.aborted) {
    const piece = await readFrom(path, read, head)
    if (piece === 'another') {
      read = number = 0
      rest = ''
      head = Buffer.alloc(0)
      decoder.decode()
      continue
    }
    read += piece.length
    if (head.length < telling) head = Buffer.concat([head, piece]).subarray(0, telling)
    const texts = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = texts.pop() ?? ''
    for (const text of texts) yield { number: ++number, text }
    if (piece.length === 0) await sleep(clock, lookEveryMs, signal).catch(() => {})
  }
}

/** @param head how the file began whose bytes were read so far. */
async function readFrom(path: string, from: number, head: Buffer): Promise<Uint8Array | 'another'> {
  const file = await openIfThere(path)
  if (file === undefined) return new Uint8Array()
  try {
    const { size } = await file.stat()
    const piece = await bytesAt(file, from, Math.min(Math.max(0, size - from), 1_000_000))
    // Afterwards, so that a piece is not of a file that was begun anew in between.
    const isSame = (await bytesAt(file, 0, head.length)).equals(head)
    return size < from || !isSame ? 'another' : piece
  } finally {
    await file.close()
  }
}

/** A file that takes the place of another one may be gone for a moment. */
async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function bytesAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, from)
  return bytes.subarray(0, bytesRead)
}
