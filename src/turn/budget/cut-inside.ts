import type { ResultCut, ToolResult } from '../../call/report/result.ts'

/** By the value of a plan. */
const cuts = new WeakMap<object, Omit<ResultCut, 'shownChars'>>()

/** Notes what the steps of a plan lost before they became its value. */
export function noteCutInside(value: object, steps: readonly ToolResult[]): void {
  const lost = steps.flatMap(({ cut }) => cut ?? [])
  if (lost.length === 0) return
  const chars = lost.reduce((sum, cut) => sum + cut.chars - cut.shownChars, 0)
  cuts.set(value, { chars, refs: lost.flatMap(({ refs }) => refs) })
}

/** How many characters the steps of a plan lost, and by which references they are read; undefined if none did. */
export function cutInside(value: unknown): Omit<ResultCut, 'shownChars'> | undefined {
  return typeof value === 'object' && value !== null ? cuts.get(value) : undefined
}
