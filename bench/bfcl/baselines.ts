import type { ToolCall } from '../../src/call/call.ts'
import { effects } from './effects/all.ts'
import type { Input } from './effects/effect.ts'
import type { BenchTurn } from './turns.ts'

/**
 * How many waves contiguous batching needs: neighbours that write nothing run together, and whatever writes runs
 * alone. It never breaks an order, and needs to know of a call only whether it writes.
 */
export function contiguousWaves(calls: readonly ToolCall[]): number {
  let waves = 0
  let joinable = false
  for (const call of calls) {
    const reads = writesNothing(call)
    if (!(reads && joinable)) waves += 1
    joinable = reads
  }
  return waves
}

function writesNothing({ name, input }: ToolCall): boolean {
  const effect = effects.get(name)
  if (effect === undefined) return false
  const { writes = [] } = effect
  return (
    (typeof writes === 'function'
      ? writes(input as Input, { context: undefined as never })
      : writes
    ).length === 0
  )
}

/**
 * Whether `Promise.all` breaks the turn: all calls start at once, each takes effect when it ends, and a call that had
 * to be first ends later than one that had to follow it.
 */
export function promiseAllBreaks({ before }: BenchTurn, latenciesMs: readonly number[]): boolean {
  return before.some(([first, then]) => Number(latenciesMs[first]) > Number(latenciesMs[then]))
}
