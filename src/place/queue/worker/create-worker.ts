import { UsageError } from '../../../call/errors/error.ts'
import { arrayOf, callable, valueThat, wholeNumber, type Check } from '../../../call/expect.ts'
import type { Exact } from '../../../call/options/exact.ts'
import { optional, optionsCheck, required } from '../../../call/options/option-list.ts'
import type { AnyTool } from '../../../call/tool.ts'
import { makeToolset } from '../../../call/toolset.ts'
import { catchRejections } from '../../../util/catch-rejections.ts'
import type { Clock } from '../../../util/clock.ts'
import { errorText } from '../../../util/error-text.ts'
import type { RedisConnection } from '../../../util/redis/connection.ts'
import { loadPackages } from '../optional-packages.ts'
import { defaultLockMs, queueList } from '../queue-executor.ts'
import { WorkerLoop } from './worker-loop.ts'
import { connectWorker } from './worker-connections.ts'

/** What a worker runs, and for whom. */
export interface WorkerOptions {
  /** Which Redis (or Valkey), the same as the engine's. */
  readonly connection: RedisConnection
  /**
   * The tools that it has. It runs those that say `runsIn: 'queue'`, in this process; a call of another one is refused, no matter who
   * has put it into the queue.
   */
  readonly tools: readonly AnyTool[]
  /** The queue's name, the same as the engine's; default `fanfold`. */
  readonly queue?: string | undefined
  /** What the names of everything in Redis begin with; default BullMQ's own, `bull`. */
  readonly prefix?: string | undefined
  /** The most attempts that it runs at a time; default 16. */
  readonly concurrency?: number | undefined
  /**
   * How long after this process has died or was suspended its attempts count as lost, in milliseconds; default 3,000. A
   * Redis that is away for longer loses what runs.
   */
  readonly lockMs?: number | undefined
  /** How long a result may be as JSON, in bytes; default 1,000,000. */
  readonly maxPayloadBytes?: number | undefined
  /** Called with what goes wrong between this worker and Redis, and what came from there that cannot be read; default: a warning of the process. */
  readonly onError?: ((error: Error) => void) | undefined
  readonly clock?: Clock | undefined
}

/** How a worker ends. */
interface WorkerCloseOptions {
  readonly graceMs?: number | undefined
}

/** A worker that takes attempts from a queue. */
export interface QueueWorker {
  /** How many attempts it runs now. */
  readonly running: number
  /** The names of the tools that it runs: those of its tools that say `runsIn: 'queue'`. */
  readonly tools: readonly string[]
  /**
   * Takes no more, waits for what runs, and lets go of all connections. After `graceMs` (default 10,000) what still runs
   * is told to stop, and its engine that it is lost.
   */
  close<Given = unknown>(options?: Exact<WorkerCloseOptions, Given>): Promise<void>
}

/** A whole number that is not without end, from `least` on. */
function finite(least: number): Check<number> {
  return valueThat(
    `a whole number, ${least} or more`,
    (value) => Number.isInteger(value) && (value as number) >= least,
  )
}

const check = optionsCheck<WorkerOptions, Exclude<keyof WorkerOptions, 'connection' | 'tools'>>({
  ...queueList,
  tools: required(arrayOf('tools')),
  concurrency: optional(finite(1), 16),
  lockMs: optional(finite(100), defaultLockMs),
  onError: optional(callable(), warn),
})

const checkClose = optionsCheck<WorkerCloseOptions, 'graceMs'>({
  graceMs: optional(wholeNumber, 10_000),
})

/**
 * Makes this process a worker. Resolves once it takes attempts; while Redis cannot be reached it waits.
 *
 * @throws {UsageError} if an option is not what its type says, none of the tools says `runsIn: 'queue'`, a package is
 *   missing, or Redis might evict jobs.
 */
export async function createWorker<Given = unknown>(
  options: Exact<WorkerOptions, Given>,
): Promise<QueueWorker> {
  const settings = check(options, 'createWorker')
  const { connection, queue, prefix, concurrency, lockMs, maxPayloadBytes, onError, clock } =
    settings
  const all = makeToolset(settings.tools)
  // Anybody who can write to Redis can have these run.
  const tools = makeToolset([...all].filter(({ runsIn }) => runsIn === 'queue'))
  const withheld = new Set(all.names.filter((name) => tools.get(name) === undefined))
  if (withheld.size > 0 && tools.names.length === 0) throw nothingOffered(all.names)
  const connections = await connectWorker(await loadPackages(), {
    connection,
    queue,
    prefix,
    onError: (error) => tell(onError, error),
  })
  const loop = new WorkerLoop(connections, {
    tools,
    withheld,
    queue,
    prefix,
    concurrency,
    lockMs,
    maxPayloadBytes,
    clock,
  })
  try {
    await loop.open()
  } catch (error) {
    await loop.close(0)
    throw error
  }
  return {
    get running() {
      return loop.running
    },
    tools: tools.names,
    close: async (closeOptions?: WorkerCloseOptions) => {
      await loop.close(checkClose(closeOptions, 'worker.close').graceMs)
    },
  }
}

function nothingOffered(names: readonly string[]): UsageError {
  return new UsageError(
    `Expected at least one of \`tools\` to have \`runsIn: 'queue'\`, got ${names.join(', ')}, none of which has. A worker ` +
      'runs no other tool: anybody who can write to Redis could have it run.',
  )
}

/** A worker outlives those who hear of its errors. */
function tell(onError: (error: Error) => unknown, error: Error): void {
  try {
    catchRejections(onError(error))
  } catch (thrown) {
    warn(new Error(`\`onError\` threw: ${errorText(thrown)}`))
    warn(error)
  }
}

function warn(error: Error): void {
  process.emitWarning(`Worker: ${error.message}`, {
    type: 'FanfoldWarning',
    code: 'FANFOLD_QUEUE',
  })
}
