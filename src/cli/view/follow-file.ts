import { open } from 'node:fs/promises'
import { sleep, type Clock } from '../../util/clock.ts'

/** How often a file is looked at for more. */
const lookEveryMs = 100

export interface FollowedLine {
  /** From 1. */
  readonly number: number
  readonly text: string
}

/**
 * The lines of a file that is still written, each once it is complete. If the file becomes shorter, it has been begun anew, and
 * so are the lines. Ends when the signal fires.
 */
export async function* followFile(
  path: string,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<FollowedLine> {
  const decoder = new TextDecoder()
  let read = 0
  let number = 0
  let rest = ''
  while (!signal.aborted) {
    const piece = await readFrom(path, read)
    if (piece === 'shorter') {
      read = number = 0
      rest = ''
      decoder.decode()
      continue
    }
    read += piece.length
    const texts = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = texts.pop() ?? ''
    for (const text of texts) yield { number: ++number, text }
    if (piece.length === 0) await sleep(clock, lookEveryMs, signal).catch(() => {})
  }
}

async function readFrom(path: string, from: number): Promise<Uint8Array | 'shorter'> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size < from) return 'shorter'
    const bytes = new Uint8Array(Math.min(size - from, 1_000_000))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
    return bytes.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
