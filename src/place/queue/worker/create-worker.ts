import { UsageError } from '../../../call/error.ts'
import { expectCount, expectPositive } from '../../../call/expect.ts'
import type { AnyTool } from '../../../call/tool.ts'
import { makeToolset } from '../../../call/toolset.ts'
import { systemClock, type Clock } from '../../../util/clock.ts'
import { expectConnection, type RedisConnection } from '../../../util/redis/connection.ts'
import { loadPeers } from '../peers.ts'
import { expectQueueNames, queueDefaults } from '../executor.ts'
import { Bench } from './bench.ts'
import { connectWorker } from './connect-worker.ts'

/** What a worker runs, and for whom. */
export interface WorkerOptions {
  /** Which Redis (or Valkey), the same as the engine's. */
  readonly connection: RedisConnection
  /** The tools that it runs, in this process: those that say `runsIn: 'queue'`, and others that an engine sends. */
  readonly tools: readonly AnyTool[]
  /** The queue's name, the same as the engine's; default `fanfold`. */
  readonly queue?: string | undefined
  /** What the names of everything in Redis begin with; default BullMQ's own, `bull`. */
  readonly prefix?: string | undefined
  /** The most attempts that it runs at one time; default 16. */
  readonly concurrency?: number | undefined
  /**
   * How long after this process has died or stood still its attempts count as lost, in milliseconds; default 3,000. A
   * Redis that is away for longer loses what runs.
   */
  readonly lockMs?: number | undefined
  /** How long a result may be as JSON, in bytes; default 1,000,000. */
  readonly maxPayloadBytes?: number | undefined
  /** Told what goes wrong between this worker and Redis; default: a warning of the process. */
  readonly onError?: ((error: Error) => void) | undefined
  readonly clock?: Clock | undefined
}

/** A worker that takes attempts from a queue. */
export interface QueueWorker {
  /** How many attempts it runs now. */
  readonly running: number
  /**
   * Takes no more, waits for what runs, and lets go of all connections. After `graceMs` (default 10,000) what still runs
   * is told to stop, and its engine that it is lost.
   */
  close(options?: { readonly graceMs?: number | undefined }): Promise<void>
}

/**
 * Makes this process a worker. Resolves once it takes attempts; while Redis cannot be reached it waits.
 *
 * @throws {UsageError} if an option is not what its type says, a package is missing, or Redis might evict jobs.
 */
export async function createWorker(options: WorkerOptions): Promise<QueueWorker> {
  expectConnection(options.connection)
  const {
    connection,
    queue = queueDefaults.queue,
    prefix = queueDefaults.prefix,
    concurrency = 16,
    lockMs = queueDefaults.lockMs,
    maxPayloadBytes = queueDefaults.maxPayloadBytes,
    onError = warn,
    clock = systemClock,
  } = options
  expectQueueNames({ queue, prefix })
  expectPositive('concurrency', concurrency)
  expectPositive('lockMs', lockMs)
  expectPositive('maxPayloadBytes', maxPayloadBytes)
  if (concurrency === Infinity || lockMs < 100 || lockMs === Infinity)
    throw new UsageError(
      `Expected \`concurrency\` and \`lockMs\` to be finite and \`lockMs\` at least 100, got ${concurrency} and ${lockMs}.`,
    )
  // What runs in a thread of its engine has no function to call here.
  const tools = makeToolset(options.tools.filter(({ runsIn }) => runsIn !== 'thread'))
  const wires = await connectWorker(await loadPeers(), { connection, queue, prefix, onError })
  const bench = new Bench(wires, {
    tools,
    queue,
    prefix,
    concurrency,
    lockMs,
    maxPayloadBytes,
    clock,
  })
  await bench.open()
  return {
    get running() {
      return bench.running
    },
    close: async ({ graceMs } = {}) => {
      expectCount('graceMs', graceMs)
      await bench.close(graceMs ?? 10_000)
    },
  }
}

function warn(error: Error): void {
  process.emitWarning(`Worker: ${error.message}`, {
    type: 'FanfoldWarning',
    code: 'FANFOLD_QUEUE',
  })
}
