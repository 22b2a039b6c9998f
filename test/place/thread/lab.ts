import { after } from 'node:test'
import {
  tool,
  type AnyTool,
  type ToolDefinition,
  type ToolContext,
} from '../../../src/call/tool.ts'
import {
  createThreadExecutor,
  type ThreadExecutor,
  type ThreadExecutorOptions,
} from '../../../src/place/thread/handle.ts'
import { until } from '../../support/until.ts'

/** A place that is closed after the tests. */
export function threads(options?: ThreadExecutorOptions): ThreadExecutor {
  const place = createThreadExecutor(options)
  after(() => place.close())
  return place
}

/** A tool that runs an export of `tools.ts`, or of another module. */
export function threadTool(
  exportName: string | undefined,
  extra: Partial<ToolDefinition> = {},
  module: string | URL = new URL('./tools.ts', import.meta.url),
): AnyTool {
  return tool({ name: exportName ?? 'nameless', runsIn: 'thread', module, exportName, ...extra })
}

export function contextOf(
  signal?: AbortSignal,
  progress: (progress: unknown) => void = () => {},
): ToolContext<never> {
  return {
    signal: signal ?? new AbortController().signal,
    callId: 'c1',
    turnId: 't1',
    context: undefined as never,
    attempt: 2,
    idempotencyKey: 't1:c1',
    progress,
  }
}

/** Two numbers that all threads see. */
export function sharedCounter(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8))
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Waits until the counter moves, and until what its thread had said before is heard. */
export async function untilItCounts(counter: Int32Array): Promise<void> {
  const before = Atomics.load(counter, 0)
  await until(() => Atomics.load(counter, 0) !== before)
  await new Promise((resolve) => void setImmediate(resolve))
}

/** Waits until the counter stands still: for fifty looks in a row, a millisecond apart at least. */
export async function untilItStops(counter: Int32Array): Promise<void> {
  let seen = Number.NaN
  let looks = 0
  await until(() => {
    const now = Atomics.load(counter, 0)
    looks = now === seen ? looks + 1 : 0
    seen = now
    return looks === 50
  })
}
