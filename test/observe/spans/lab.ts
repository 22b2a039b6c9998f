import type { ObserveOptions } from '../../../src/otel.ts'
import { observe } from '../../../src/otel.ts'
import {
  tool,
  type AnyTool,
  type ToolContext,
  type ToolDefinition,
} from '../../../src/call/tool.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import type { Engine, EngineOptions } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import { recorder, type Recorded, type Recorder } from './recorder.ts'

export const epochMs: number = Date.UTC(2026, 0, 1)

/** An observed engine on a virtual clock. */
export interface SpanLab {
  readonly clock: VirtualClock
  readonly seen: Recorder
  readonly engine: Engine
}

export type Body = (input: Record<string, unknown>, context: ToolContext) => unknown

export function make(name: string, execute: Body, options: object = {}): AnyTool {
  return tool({ name, execute, ...(options as Partial<ToolDefinition>) }) as AnyTool
}

export function spanLab(
  toolsOf: (clock: VirtualClock, seen: Recorder) => readonly AnyTool[],
  options: Partial<EngineOptions> = {},
  observed: ObserveOptions = {},
): SpanLab {
  const clock = virtualClock({ epochMs })
  const seen = recorder()
  const engine = createEngine({ tools: toolsOf(clock, seen), clock, ...options })
  observe(engine, { tracer: seen.tracer, meter: seen.meter, ...observed })
  return { clock, seen, engine }
}

/** Takes so long, honouring its signal. */
export const nap =
  (clock: VirtualClock, ms: number): Body =>
  (_input, { signal }) =>
    sleep(clock, ms, signal)

/** When it was, in milliseconds since the clock was at 0. */
export function times({ startMs, endMs = NaN }: Recorded): string {
  return `${round(startMs)}..${round(endMs)}`
}

function round(ms: number): number {
  return Math.round((ms - epochMs) * 1_000) / 1_000
}

export const call = (id: string, name: string, input: object = {}) => ({ id, name, input })
