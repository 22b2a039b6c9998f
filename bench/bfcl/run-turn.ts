import type { ToolCall } from '../../src/call/call.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sleep, type Clock } from '../../src/util/clock.ts'
import { effects } from './effects/all.ts'
import type { Effect } from './effects/effect.ts'
import { unknownCall } from './to-call.ts'

/** When a call ran, in milliseconds since the turn began, and what it had waited for. */
export interface Span {
  readonly startMs: number
  readonly endMs: number
  readonly waitedFor: readonly string[]
}

const alone: Effect = { writes: '*' }

/** Every function as a tool with its declared effects, that takes as long as it is told to and does nothing. */
export function makeTools(clock: Clock, latencyMs: (callId: string) => number): AnyTool[] {
  return [...effects, [unknownCall, alone] as const].map(
    ([name, effect]) =>
      tool({
        name,
        ...effect,
        execute: (_, { callId, signal }) => sleep(clock, latencyMs(callId), signal),
      }) as AnyTool,
  )
}

/** Runs a turn on an engine without limits, in virtual time. `latenciesMs` has one number a call. */
export async function runTurn(
  calls: readonly ToolCall[],
  latenciesMs: readonly number[],
): Promise<readonly Span[]> {
  const clock = virtualClock()
  const latencyOf = new Map(calls.map(({ id }, index) => [id, latenciesMs[index] ?? 0]))
  const tools = makeTools(clock, (callId) => latencyOf.get(callId) ?? 0)
  const engine = createEngine({ clock, tools, concurrency: Infinity, timeoutMs: Infinity })
  const { results } = await clock.run(engine.execute(calls))
  return results.map(({ name, status, content, timing }) => {
    if (status !== 'ok') throw new Error(`Expected ${name} to run, but it ${status}: ${content}`)
    const waits = timing.waits.filter(({ reason }) => reason === 'conflict')
    return {
      startMs: timing.startedMs ?? Number.NaN,
      endMs: timing.settledMs,
      waitedFor: waits.map(({ detail }) => detail ?? 'a conflict'),
    }
  })
}
