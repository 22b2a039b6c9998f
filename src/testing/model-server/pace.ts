import { durationOrNone, valueThat, type Check } from '../../call/expect.ts'
import { nestedOptions, optional } from '../../call/options/option-list.ts'
import type { Block } from './block.ts'

/** How fast the scripted model speaks; without a pace, as fast as it can. */
export interface Pace {
  /** From the request to the first block, in milliseconds; default 0. */
  readonly firstTokenMs?: number | undefined
  /** Decides how long a block takes, by its estimated tokens; default: no time. */
  readonly tokensPerSecond?: number | undefined
  /** How long every block takes, in milliseconds, whatever its tokens. */
  readonly blockMs?: number | undefined
}

/** One block's time, in milliseconds since the request, and the pieces of its text, spread evenly over it. */
export interface PacedBlock {
  readonly block: Block
  readonly startMs: number
  readonly endMs: number
  readonly pieces: readonly string[]
}

/** Pieces closer than this would only be late: timers are no finer. */
const shortestGapMs = 5
const longestPiece = 64

const positive: Check<number> = valueThat(
  'a number above 0',
  (value) => typeof value === 'number' && value > 0,
)

/** `pace` of a model server, or of one reply. */
export const paceOption: Check<Pace> = nestedOptions<Pace>({
  firstTokenMs: optional(durationOrNone),
  tokensPerSecond: optional(positive),
  blockMs: optional(durationOrNone),
})

/** Lays the blocks out one after the other. */
export function paced(blocks: readonly Block[], pace: Pace): PacedBlock[] {
  let startMs = pace.firstTokenMs ?? 0
  return blocks.map((block) => {
    const durationMs = block.blockMs ?? pace.blockMs ?? spokenMs(block.tokens, pace)
    const endMs = startMs + durationMs
    const laidOut = { block, startMs, endMs, pieces: pieces(block, durationMs) }
    startMs = endMs
    return laidOut
  })
}

function spokenMs(tokens: number, { tokensPerSecond }: Pace): number {
  return tokensPerSecond === undefined ? 0 : (tokens / tokensPerSecond) * 1_000
}

/** About a token a piece, as far as timers allow; a call in two pieces at least, so that it has a middle. */
function pieces({ text, kind, tokens }: Block, durationMs: number): string[] {
  const fewest = Math.max(kind === 'call' ? 2 : 1, Math.ceil(text.length / longestPiece))
  const most = Math.min(tokens, Math.floor(durationMs / shortestGapMs))
  const count = Math.min(Math.max(fewest, most), text.length)
  const cut: string[] = []
  let from = 0
  for (let piece = 1; piece <= count; piece++) {
    let to = Math.round((text.length * piece) / count)
    if (isInsideSurrogatePair(text, to)) to++
    if (to > from) cut.push(text.slice(from, to))
    from = Math.max(from, to)
  }
  return cut
}

function isInsideSurrogatePair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  return before >= 0xd800 && before < 0xdc00 && at < text.length
}
