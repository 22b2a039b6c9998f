import { createEngine } from '../../src/turn/engine.ts'
import type { Engine, EngineOptions } from '../../src/turn/contract.ts'
import { tool, type AnyTool, type ToolContext, type ToolDefinition } from '../../src/call/tool.ts'
import type { ToolCall } from '../../src/call/call.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import { virtualClock, type VirtualClock } from '../../src/testing/virtual-clock.ts'
import { sleep } from '../../src/util/clock.ts'

/** A clock, and tools that take time on it and note when they run. */
export interface Lab {
  readonly clock: VirtualClock
  /** What happened, as `"12 start a"`. */
  readonly log: string[]
  /** A tool that takes `ms`, honouring its signal, and returns its name. */
  nap(name: string, ms: number, extra?: Partial<ToolDefinition>): AnyTool
  /** A tool that takes `ms` whatever its signal says. */
  deaf(name: string, ms: number, extra?: Partial<ToolDefinition>): AnyTool
  engine(tools: readonly AnyTool[], options?: Partial<EngineOptions>): Engine
}

export function lab(): Lab {
  const clock = virtualClock()
  const log: string[] = []
  const note = (what: string): void => void log.push(`${clock.now()} ${what}`)
  const napping =
    (name: string, ms: number, heed: boolean) =>
    async (_input: unknown, { signal }: ToolContext): Promise<string> => {
      note(`start ${name}`)
      try {
        await (ms === Infinity
          ? forever(heed ? signal : undefined)
          : sleep(clock, ms, heed ? signal : undefined))
        note(`end ${name}`)
        return name
      } catch (error) {
        note(`abort ${name}`)
        throw error
      }
    }
  return {
    clock,
    log,
    nap: (name, ms, extra) => tool({ name, execute: napping(name, ms, true), ...extra }) as AnyTool,
    deaf: (name, ms, extra) =>
      tool({ name, execute: napping(name, ms, false), ...extra }) as AnyTool,
    engine: (tools, options) => createEngine({ tools, clock, ...options }),
  }
}

/** Calls of the named tools, with ids c1, c2, …. */
export function calls(...names: readonly string[]): ToolCall[] {
  return names.map((name, index) => ({ id: `c${index + 1}`, name, input: {} }))
}

export function statuses(results: readonly ToolResult[]): string {
  return results.map(({ id, status }) => `${id} ${status}`).join(', ')
}

/** Without a timer, so that a tool that hangs does not look like a leak of the engine's. */
function forever(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
}
