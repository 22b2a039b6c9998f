import type { Data, StreamWriter } from './format.ts'
import { paced, type Pace } from './pace.ts'
import type { Reply } from './reply.ts'
import type { ScriptedBreak } from './script.ts'

/** What goes over the wire, and when. */
export interface Frame {
  /** Milliseconds since the request. */
  readonly atMs: number
  readonly data: Data
  /** The block, from 0, that ends with it. */
  readonly endsBlock?: number
  /** The call, from 0, that it is in the middle of. */
  readonly middleOfCall?: number
}

/** Lays a streamed reply out in time. */
export function streamFrames(reply: Reply, writer: StreamWriter, pace: Pace): Frame[] {
  let endMs = pace.firstTokenMs ?? 0
  const frames: Frame[] = [{ atMs: endMs, data: writer.begin() }]
  paced(reply.blocks, pace).forEach(({ block, startMs, endMs: blockEndMs, pieces }, index) => {
    frames.push({ atMs: startMs, data: writer.open(block, index) })
    const gapMs = (blockEndMs - startMs) / Math.max(pieces.length, 1)
    const middle = Math.ceil(pieces.length / 2) - 1
    pieces.forEach((text, piece) => {
      const isMiddle = block.call !== undefined && piece === middle
      frames.push({
        atMs: startMs + gapMs * (piece + 1),
        data: writer.piece(block, index, text),
        ...(isMiddle ? { middleOfCall: block.call.index } : {}),
      })
    })
    frames.push({ atMs: blockEndMs, data: writer.close(block, index), endsBlock: index })
    endMs = blockEndMs
  })
  frames.push({ atMs: endMs, data: writer.end() })
  return frames
}

/** A whole response, which takes as long as its stream would. */
export function wholeFrames(reply: Reply, body: string, pace: Pace): Frame[] {
  const atMs = paced(reply.blocks, pace).at(-1)?.endMs ?? pace.firstTokenMs ?? 0
  return [{ atMs, data: body }]
}

/** The frames up to a break. In a whole response, the middle of a call is the middle of the body. */
export function cutFrames(frames: readonly Frame[], cut: ScriptedBreak): Frame[] {
  if ('afterBytes' in cut) return firstBytes(frames, cut.afterBytes)
  const middle = frames.findIndex(({ middleOfCall }) => middleOfCall === cut.call)
  if (middle !== -1) return frames.slice(0, middle + 1)
  return firstBytes(frames, Math.floor(byteLength(frames) / 2))
}

function firstBytes(frames: readonly Frame[], count: number): Frame[] {
  let left = count
  const kept: Frame[] = []
  for (const frame of frames) {
    if (left <= 0) break
    const bytes = Buffer.from(frame.data)
    kept.push(bytes.length <= left ? frame : { atMs: frame.atMs, data: bytes.subarray(0, left) })
    left -= bytes.length
  }
  return kept
}

export function byteLength(frames: readonly Frame[]): number {
  return frames.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0)
}
