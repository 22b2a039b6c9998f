import { randomUUID } from 'node:crypto'
import { FanfoldError, ToolError, UsageError } from '../../call/error.ts'
import { expectCount, expectPositive, show } from '../../call/expect.ts'
import type { AnyTool, ToolContext } from '../../call/tool.ts'
import { systemClock, type Clock } from '../../util/clock.ts'
import type { Executor } from '../executor.ts'
import { expectConnection, type RedisConnection } from '../../util/redis/connection.ts'
import { Desk } from './desk.ts'
import { exactJson } from './exact-json.ts'
import { protocol, type QueueTask } from './messages.ts'
import { loadPeers } from './peers.ts'
import { schemaDigest } from './schema-digest.ts'

/** How an engine reaches its workers. */
export interface QueueExecutorOptions {
  /** Which Redis (or Valkey). */
  readonly connection: RedisConnection
  /** The queue's name, the same as the workers'; default `fanfold`. */
  readonly queue?: string | undefined
  /** What the names of everything in Redis begin with; default BullMQ's own, `bull`. */
  readonly prefix?: string | undefined
  /** How long a call's input may be as JSON, in bytes; default 1,000,000. */
  readonly maxPayloadBytes?: number | undefined
  /** How long a started attempt may take to end once its signal has fired, in milliseconds; default 1,000. */
  readonly graceMs?: number | undefined
  /** How often is looked whether a worker has died, in milliseconds; default 500. */
  readonly stalledCheckMs?: number | undefined
  /**
   * How long after an engine has died workers still start what it had put into the queue, in milliseconds; default
   * 30,000. Redis may be away for as long without a call being lost. An engine that resumes a turn waits as long, and some
   * seconds, before it answers or repeats a call that had started in the queue: it may still be at work.
   */
  readonly leaseMs?: number | undefined
  readonly clock?: Clock | undefined
}

/** Runs tools on other machines, in workers that take attempts from a queue of BullMQ. */
export interface QueueExecutor extends Executor {
  readonly orphanTimeoutMs: number
  /**
   * Rejects with what the tool threw; with an `AttemptLost` if nobody will answer any more; with a `ToolError` that says
   * `nothingDone` if the tool was not called; and with the signal's reason, at the latest `graceMs` after it has fired.
   */
  run(tool: AnyTool, input: unknown, context: ToolContext): Promise<unknown>
  /** Stops what is under way, gives it `graceMs` to end, and lets go of all connections. */
  close(): Promise<void>
}

export const queueDefaults: Readonly<{
  queue: string
  prefix: string
  maxPayloadBytes: number
  lockMs: number
}> = Object.freeze({ queue: 'fanfold', prefix: 'bull', maxPayloadBytes: 1_000_000, lockMs: 3_000 })

/**
 * Makes the place for tools with `runsIn: 'queue'`. Nothing connects before the first call; idle connections keep no
 * process alive. Each attempt is one job of BullMQ, which is started at most once, whatever becomes of its worker.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function bullmq(options: QueueExecutorOptions): QueueExecutor {
  expectConnection(options.connection)
  const {
    connection,
    queue = queueDefaults.queue,
    prefix = queueDefaults.prefix,
    maxPayloadBytes = queueDefaults.maxPayloadBytes,
    graceMs = 1_000,
    stalledCheckMs = 500,
    leaseMs = 30_000,
    clock = systemClock,
  } = options
  expectQueueNames({ queue, prefix })
  expectPositive('maxPayloadBytes', maxPayloadBytes)
  expectCount('graceMs', graceMs)
  expectPositive('stalledCheckMs', stalledCheckMs)
  expectPositive('leaseMs', leaseMs)
  const placeId = randomUUID()
  const settings = { connection, queue, prefix, placeId, graceMs, stalledCheckMs, leaseMs, clock }
  let desk: Desk | undefined
  let opening: Promise<Desk> | undefined
  let closed = false

  async function open(): Promise<Desk> {
    const peers = await loadPeers()
    if (closed) throw closedError()
    desk = new Desk(peers, settings)
    return desk
  }

  async function run(tool: AnyTool, input: unknown, context: ToolContext): Promise<unknown> {
    if (closed) throw closedError()
    context.signal.throwIfAborted()
    const task = taskOf(tool, input, context)
    const at = desk ?? (await (opening ??= open()))
    context.signal.throwIfAborted()
    return at.run(task, context)
  }

  function taskOf(tool: AnyTool, input: unknown, context: ToolContext): QueueTask {
    const { callId, turnId, attempt, idempotencyKey, fencingToken } = context
    const { json, fault } = exactJson(input, 'input')
    if (fault !== undefined)
      throw inputError(
        `${tool.name} was not started: its input cannot be sent to another machine as JSON, for ${fault}.`,
      )
    const bytes = Buffer.byteLength(json)
    if (bytes > maxPayloadBytes)
      throw inputError(
        `${tool.name} was not started: its input has ${bytes} bytes, and the queue takes at most ${maxPayloadBytes} ` +
          '(`maxPayloadBytes`). Store it somewhere, and pass a reference.',
      )
    const schema = schemaDigest(tool)
    const ids = { callId, turnId, attempt, idempotencyKey, fencingToken }
    return { protocol, tool: tool.name, schema, input, place: placeId, ...ids }
  }

  async function close(): Promise<void> {
    closed = true
    await opening?.catch(() => {})
    await desk?.close(closedError())
  }

  // By then the lease has run out, and each worker has renewed its locks, or lost them.
  const orphanTimeoutMs = leaseMs + queueDefaults.lockMs + graceMs
  return { name: 'queue', orphanTimeoutMs, run, close }
}

/** @throws {UsageError} if one of them is no name. */
export function expectQueueNames(names: {
  readonly queue: unknown
  readonly prefix: unknown
}): void {
  for (const [option, name] of Object.entries(names))
    if (typeof name !== 'string' || name === '' || name.includes(':'))
      throw new UsageError(
        `Expected \`${option}\` to be a non-empty string without colons, got ${show(name)}.`,
      )
}

function inputError(message: string): ToolError {
  return new ToolError(message, { code: 'queue_input', nothingDone: true })
}

function closedError(): FanfoldError {
  return new FanfoldError('The queue was closed: its engine takes no more calls.', {
    code: 'queue_closed',
  })
}
