import { duration, positiveInteger, wholeNumber, type Check } from '../../call/expect.ts'
import { nestedOptions, optional, optionsCheck } from '../../call/options/option-list.ts'
import type { AnyTool, ToolContext } from '../../call/tool.ts'
import { clockOption } from '../../call/options/clock-option.ts'
import { systemClock, type Clock } from '../../util/clock.ts'
import type { Executor } from '../executor.ts'
import { AsyncResource } from '../../util/platform/async-context.ts'
import { neededBuiltin } from '../../util/platform/needed-builtin.ts'
import { closed } from './closed.ts'
import { loadPiscina } from './load-piscina.ts'
import type { ThreadRuns } from './thread-runs.ts'

export interface ThreadExecutorOptions {
  /** The most threads, and so the most calls in threads at one time; default: what the machine runs at a time. */
  readonly maxThreads?: number | undefined
  /** How much memory one thread may use, heap and buffers together, in megabytes; default 1,024. */
  readonly maxMemoryMb?: number | undefined
  /** How long an idle thread is kept for the next call, in milliseconds; default 30,000. */
  readonly idleTimeoutMs?: number | undefined
  /**
   * How long a call may take to end once its signal has fired, in milliseconds, if its tool declares writes; default
   * 1,000. The thread of any other is ended at once.
   */
  readonly graceMs?: number | undefined
  readonly clock?: Clock | undefined
}

/** Runs tools in worker threads, so that work that keeps a processor busy does not hold the event loop. */
export interface ThreadExecutor extends Executor {
  readonly maxThreads: number
  run(tool: AnyTool, input: unknown, context: ToolContext): Promise<unknown>
  /** Ends all threads, and the calls in them. Idle threads end by themselves, and keep no process alive. */
  close(): Promise<void>
}

/** The worker threads of an engine. */
export type ThreadOptions = Pick<
  ThreadExecutorOptions,
  'maxThreads' | 'maxMemoryMb' | 'idleTimeoutMs'
>

const threadList = {
  maxThreads: optional(positiveInteger),
  maxMemoryMb: optional(positiveInteger, 1_024),
  idleTimeoutMs: optional(duration, 30_000),
}

/** `threads` of an engine. */
export const threadsOption: Check<ThreadOptions> = nestedOptions<ThreadOptions>(threadList)

const checkThreadExecutor = optionsCheck<
  ThreadExecutorOptions,
  'maxMemoryMb' | 'idleTimeoutMs' | 'graceMs' | 'clock'
>({
  ...threadList,
  graceMs: optional(wholeNumber, 1_000),
  clock: optional(clockOption, systemClock),
})

/**
 * Makes the place for tools with `runsIn: 'thread'`. No thread comes up before the first call.
 *
 * Input and result cross by structured clone: plain data, dates, maps, sets and buffers do; functions do not, and an
 * instance of a class arrives without its methods.
 *
 * A thread is ended at V8's next safe point: in a loop within milliseconds (V8 compiles a few rare loops without one), in
 * a long native function, such as a large `pbkdf2Sync`, when that returns. The call ends at once in any case.
 *
 * @throws {UsageError} if an option is not what its type says, or piscina is not installed.
 */
export function createThreadExecutor(options?: ThreadExecutorOptions): ThreadExecutor {
  const checked = checkThreadExecutor(options, 'createThreadExecutor')
  const { availableParallelism } = neededBuiltin('node:os', "a tool with `runsIn: 'thread'`")
  const Piscina = loadPiscina()
  const { maxThreads = availableParallelism() } = checked
  // Threads outlive the calls that they come up for; what those carry along (AsyncLocalStorage) must not stay.
  const outside = new AsyncResource('fanfold.Threads', { requireManualDestroy: true })
  let runs: Promise<ThreadRuns> | undefined
  let isClosed = false

  /** What is loaded for threads, most engines never need. */
  async function load(): Promise<ThreadRuns> {
    const { ThreadRuns } = await import('./thread-runs.ts')
    return new ThreadRuns({ ...checked, Piscina, maxThreads, outside })
  }

  async function run(tool: AnyTool, input: unknown, context: ToolContext): Promise<unknown> {
    if (isClosed) throw closed(tool.name)
    runs ??= outside.runInAsyncScope(load)
    return (await runs).run(tool, input, context)
  }

  async function close(): Promise<void> {
    isClosed = true
    await (await runs)?.close()
  }

  return { name: 'thread', maxThreads, run, close }
}
