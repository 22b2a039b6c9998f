import { availableParallelism } from 'node:os'
import { UsageError } from '../../call/error.ts'
import { expectCount, expectDuration, expectPositive } from '../../call/expect.ts'
import { checkThreadModule } from '../../call/thread-module.ts'
import type { AnyTool, ToolContext } from '../../call/tool.ts'
import { systemClock, type Clock } from '../../util/clock.ts'
import type { Executor } from '../executor.ts'
import { headroomMb } from './memory-watch.ts'
import { Slots } from './slots.ts'
import { ThreadPool } from './thread-pool.ts'
import { ThreadRun } from './thread-run.ts'

export interface ThreadExecutorOptions {
  /** The most threads, and so the most calls in threads at one time; default: what the machine runs at one time. */
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

const threadDefaults = Object.freeze({
  maxMemoryMb: 1_024,
  idleTimeoutMs: 30_000,
  graceMs: 1_000,
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
export function createThreadExecutor(options: ThreadExecutorOptions = {}): ThreadExecutor {
  expectPositive('maxThreads', options.maxThreads)
  expectPositive('maxMemoryMb', options.maxMemoryMb)
  expectDuration('idleTimeoutMs', options.idleTimeoutMs)
  expectCount('graceMs', options.graceMs)
  const {
    maxThreads = availableParallelism(),
    maxMemoryMb = threadDefaults.maxMemoryMb,
    idleTimeoutMs = threadDefaults.idleTimeoutMs,
    graceMs = threadDefaults.graceMs,
    clock = systemClock,
  } = options
  const heapLimitMb = maxMemoryMb + headroomMb
  const pool = new ThreadPool({ maxThreads, idleTimeoutMs, heapLimitMb, clock })
  const slots = new Slots(maxThreads)
  let closed = false

  async function run(tool: AnyTool, input: unknown, context: ToolContext): Promise<unknown> {
    const { module, exportName } = tool
    const { callId, turnId, attempt, idempotencyKey, fencingToken } = context
    const task = {
      tool: tool.name,
      module: checkThreadModule(tool.name, { module, exportName }),
      exportName,
      input,
      callId,
      turnId,
      attempt,
      idempotencyKey,
      fencingToken,
    }
    const settings = { pool, clock, maxMemoryMb, graceMs: declaresWrites(tool) ? graceMs : 0 }
    await slots.take(context.signal)
    try {
      return await runTwice(() => new ThreadRun(settings, task, context))
    } finally {
      slots.give()
    }
  }

  /** A thread may die of what an earlier call left behind just as it is given another; that one has lost nothing. */
  async function runTwice(makeRun: () => ThreadRun): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      if (closed) throw new UsageError('Expected run() before close(), got a call after it.')
      const attempt = makeRun()
      try {
        return await attempt.run()
      } catch (error) {
        if (!attempt.lost || tries === 2) throw error
      }
    }
  }

  async function close(): Promise<void> {
    closed = true
    await pool.close()
  }

  return { name: 'thread', maxThreads, run, close }
}

function declaresWrites({ writes }: AnyTool): boolean {
  return writes !== undefined && !(Array.isArray(writes) && writes.length === 0)
}
