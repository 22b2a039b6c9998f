import { overlap } from './facts.ts'
import type { CrashCall, CrashTurn } from './plan.ts'

/** What a record, a message and a retry take, roughly. */
const overheadMs = 8
const retryMs = 60
const timeoutMs = 60

/** Roughly how long turns take, one after the other: the moments of kills are spread over that. */
export function roughMs(
  turns: readonly CrashTurn[],
  concurrency: number,
  decideMs: number,
): number {
  const lengthOf = (call: CrashCall): number => {
    const { kind, ms, fails, inside } = call
    if (inside !== undefined) return roughOf(inside, concurrency, lengthOf) + overheadMs
    const waits = kind === 'ask' ? decideMs : kind === 'stuck' ? timeoutMs : 0
    return ms + waits + overheadMs + (fails === undefined || fails === 'always' ? 0 : retryMs)
  }
  const lengths = turns.map(({ calls, addMs = 0 }) => {
    return roughOf(calls, concurrency, lengthOf) + addMs * calls.length
  })
  return Math.ceil(lengths.reduce((sum, length) => sum + length, 0))
}

function roughOf(
  calls: readonly CrashCall[],
  concurrency: number,
  lengthOf: (call: CrashCall) => number,
): number {
  const ends: { readonly keys: readonly string[]; readonly endMs: number }[] = []
  let sum = 0
  for (const call of calls) {
    // As if all were writes.
    const before = ends.filter(({ keys }) => overlap(keys, call.keys))
    const startMs = Math.max(0, ...before.map(({ endMs }) => endMs))
    const length = lengthOf(call)
    sum += length
    ends.push({ keys: call.keys, endMs: startMs + length })
  }
  return Math.max(sum / concurrency, ...ends.map(({ endMs }) => endMs), 0)
}
