/** The lengths that the axis takes while a run goes on, so that its bars grow instead of being rescaled. */
const lengthsMs: readonly number[] = [
  1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000, 10_000, 12_000, 15_000, 20_000, 25_000, 30_000,
  40_000, 50_000, 60_000, 90_000, 120_000, 180_000, 240_000, 300_000, 420_000, 600_000,
]

const stepsMs: readonly number[] = [
  50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000,
]

/** The length of the axis while `nowMs` is the right end of what has happened. */
export function axisLength(nowMs: number): number {
  const length = lengthsMs.find((candidate) => candidate >= nowMs)
  return length ?? Math.ceil(nowMs / 300_000) * 300_000
}

export interface Tick {
  /** The cell that it stands in, from 0. */
  readonly cell: number
  readonly text: string
}

/** Marks at round times, at least eight cells apart. */
export function ticks(lengthMs: number, width: number): readonly Tick[] {
  const apartMs = (8 * lengthMs) / Math.max(1, width)
  const step = stepsMs.find((candidate) => candidate >= apartMs) ?? Math.ceil(apartMs / 6e5) * 6e5
  const marks: Tick[] = []
  for (let ms = 0; ms <= lengthMs; ms += step) {
    const cell = Math.round((ms / lengthMs) * width)
    const text = tickText(ms)
    if (cell + text.length <= width) marks.push({ cell, text })
  }
  return marks
}

function tickText(ms: number): string {
  if (ms === 0) return '0'
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(2))} s`
  const rest = (ms % 60_000) / 1_000
  return `${Math.floor(ms / 60_000)} m${rest === 0 ? '' : ` ${rest} s`}`
}
