import assert from 'node:assert/strict'
import { test as nodeTest } from 'node:test'
import type { Engine, TurnOptions } from '../../../src/turn/contract.ts'
import type { TurnReport } from '../../../src/call/report/report.ts'
import type { ToolResult } from '../../../src/call/report/result.ts'
import type { VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { tool, type AnyTool, type ToolContext, type ToolOptions } from '../../../src/call/tool.ts'

/** A test that ends if it hangs; nothing that passes comes near to so long. */
export function test(name: string, body: () => void | Promise<void>): void {
  void nodeTest(name, { timeout: 120_000 }, body)
}

export type Input = Record<string, unknown>
export type Body = (input: Input, context: ToolContext) => unknown

/** A tool of a loosely typed input, whose options may be of any make. */
export function make(name: string, execute: Body, options: object = {}): AnyTool {
  return tool({ name, execute, ...(options as Partial<ToolOptions<Input>>) }) as AnyTool
}

/** An engine whose options may be of any make. */
export function engineOf(clock: VirtualClock, tools: readonly AnyTool[], options = {}): Engine {
  return createEngine({ tools, clock, ...options })
}

/** Runs turns on a clock, which may not go on for longer than `mostMs`, and shows that nothing is left of them. */
export async function finish<T>(
  clock: VirtualClock,
  promise: Promise<T>,
  mostMs: number,
  ...engines: readonly Engine[]
): Promise<T> {
  const beganMs = clock.now()
  const value = await clock.run(promise).catch((error: unknown) => {
    // What was thrown may be a trap, which no reporter of tests survives.
    throw new Error(`The promise was rejected: ${textOf(error)}`)
  })
  const tookMs = clock.now() - beganMs
  assert.ok(tookMs <= mostMs, `took ${tookMs} ms, and ${mostMs} ms are enough`)
  await nothingHeld(clock, ...engines)
  return value
}

/** Shows that no timer waits, and that no engine holds anything but cached results. */
export async function nothingHeld(
  clock: VirtualClock,
  ...engines: readonly Engine[]
): Promise<void> {
  await clock.advance(0)
  assert.equal(clock.pendingTimers, 0, `${clock.pendingTimers} timers are left`)
  for (const engine of engines)
    assert.deepEqual(await held(engine), {}, 'an engine holds something')
}

/** What an engine holds, by name, if anything; but for cached results. */
export async function held(engine: Engine): Promise<Record<string, number>> {
  const counted = await import('../../../src/turn/holdings.ts').catch((error: unknown) => {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  })
  const counts: Readonly<Record<string, number>> = { ...counted?.holdings(engine) }
  return Object.fromEntries(
    Object.entries(counts).filter(([name, count]) => name !== 'cached' && count !== 0),
  )
}

/** Runs something and says which rejections and exceptions nobody took. */
export async function strays(run: () => Promise<void>): Promise<string[]> {
  const found: string[] = []
  const note = (error: unknown): void => void found.push(textOf(error))
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
  try {
    await run()
  } finally {
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate)
    process.off('unhandledRejection', note)
    process.off('uncaughtException', note)
  }
  return found
}

export function codes(results: readonly ToolResult[]): string {
  return results.map(({ id, status, error }) => `${id} ${error?.code ?? status}`).join(', ')
}

/** One call, by name, with its input. */
export function call(id: string, name: string, input: Input = {}) {
  return { id, name, input }
}

/** Runs a turn inside the attempt that is under way, or outside of any. */
export function execute(
  engine: Engine,
  names: readonly string[],
  options?: TurnOptions,
): Promise<TurnReport> {
  return engine.execute(
    names.map((name, index) => call(`${name}${index + 1}`, name)),
    options,
  )
}

/** What was thrown, as text, whatever it is. */
function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.stack) : `not an error, but ${String(thrown)}`
  } catch {
    return 'something that cannot be read'
  }
}
