import { readsOnly } from '../../call/effects.ts'
import { checkThreadModule } from '../../call/thread-module.ts'
import type { AnyTool, ToolContext } from '../../call/tool.ts'
import { closed } from './closed.ts'
import { headroomMb } from './memory-watch.ts'
import type { ThreadTask } from './messages.ts'
import { Slots } from './slots.ts'
import { ThreadPool, type ThreadPoolOptions } from './thread-pool.ts'
import { ThreadRun } from './thread-run.ts'

export interface ThreadRunsOptions extends Omit<ThreadPoolOptions, 'heapLimitMb'> {
  readonly maxMemoryMb: number
  readonly graceMs: number
}

/** The calls in threads, and the threads. Loaded with the first call. */
export class ThreadRuns {
  readonly #options: ThreadRunsOptions
  readonly #pool: ThreadPool
  readonly #slots: Slots
  #closed = false

  constructor(options: ThreadRunsOptions) {
    this.#options = options
    this.#pool = new ThreadPool({ ...options, heapLimitMb: options.maxMemoryMb + headroomMb })
    this.#slots = new Slots(options.maxThreads)
  }

  async run(tool: AnyTool, input: unknown, context: ToolContext): Promise<unknown> {
    const { clock, maxMemoryMb, graceMs } = this.#options
    const task = taskOf(tool, input, context)
    const settings = {
      pool: this.#pool,
      clock,
      maxMemoryMb,
      graceMs: declaresWrites(tool) ? graceMs : 0,
      changesNothing: readsOnly(tool),
    }
    await this.#slots.take(context.signal)
    try {
      return await this.#runTwice(tool.name, () => new ThreadRun(settings, task, context))
    } finally {
      this.#slots.give()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#pool.close()
  }

  /** A thread may die of what an earlier call left behind just as it is given another; that one has lost nothing. */
  async #runTwice(tool: string, makeRun: () => ThreadRun): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      if (this.#closed) throw closed(tool)
      const attempt = makeRun()
      try {
        return await attempt.run()
      } catch (error) {
        if (!attempt.lost || tries === 2) throw error
      }
    }
  }
}

function taskOf(tool: AnyTool, input: unknown, context: ToolContext): Omit<ThreadTask, 'port'> {
  const { module, exportName } = tool
  const { callId, turnId, attempt, idempotencyKey, fencingToken } = context
  return {
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
}

function declaresWrites({ writes }: AnyTool): boolean {
  return writes !== undefined && !(Array.isArray(writes) && writes.length === 0)
}
