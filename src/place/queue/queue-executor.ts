import { randomUUID } from 'node:crypto'
import { readsOnly } from '../../call/effects.ts'
import { FanfoldError, ToolError } from '../../call/errors/error.ts'
import { duration, positiveInteger, valueThat, wholeNumber, type Check } from '../../call/expect.ts'
import { clockOption } from '../../call/options/clock-option.ts'
import type { Exact } from '../../call/options/exact.ts'
import {
  optional,
  optionsCheck,
  required,
  type OptionList,
} from '../../call/options/option-list.ts'
import type { AttemptLine } from '../../call/attempt-line.ts'
import type { AnyTool, ToolContext } from '../../call/tool.ts'
import { systemClock, type Clock } from '../../util/clock.ts'
import type { Executor } from '../executor.ts'
import { connectionOption, type RedisConnection } from '../../util/redis/connection.ts'
import { QueueClient } from './client/queue-client.ts'
import { exactJson } from './exact-json.ts'
import { protocol, type QueueTask } from './messages.ts'
import { expectPackages, loadPackages } from './optional-packages.ts'
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
  /**
   * How long a call may wait in line until a worker starts it, in milliseconds; default 300,000. Its tool's `timeoutMs` counts
   * from that start.
   */
  readonly startTimeoutMs?: number | undefined
  /** How often to check whether a worker has died, in milliseconds; default 500. */
  readonly stalledCheckMs?: number | undefined
  /**
   * How long after an engine has died workers still start what it had put into the queue, in milliseconds; default
   * 30,000. Redis may be away for as long without a call being lost. An engine that resumes a turn waits as long, and the
   * workers' `lockMs`, before it answers or repeats a call that had started in the queue: it may still be at work.
   */
  readonly leaseMs?: number | undefined
  readonly clock?: Clock | undefined
}

/** Runs tools on other machines, in workers that take attempts from a queue of BullMQ. */
export interface QueueExecutor extends Executor {
  readonly orphanTimeoutMs: number
  /** As the workers have told it to Redis. */
  orphanTimeout(): Promise<number>
  /**
   * Rejects with what the tool threw; with an `AttemptLost` if no answer will come any more; with a `ToolError` that says
   * `nothingDone` if the tool was not called; and with the signal's reason, at the latest `graceMs` after it has fired.
   */
  run(tool: AnyTool, input: unknown, context: ToolContext, line?: AttemptLine): Promise<unknown>
  /** Cancels what is under way, gives it `graceMs` to end, and lets go of all connections. */
  close(): Promise<void>
}

/** For so long a worker that stands still keeps its attempts. */
export const defaultLockMs = 3_000

const queueName: Check<string> = valueThat(
  'a non-empty string without colons',
  (value) => typeof value === 'string' && value !== '' && !value.includes(':'),
)

/** What an engine and its workers have to agree on. */
export const queueList: OptionList<
  Pick<QueueExecutorOptions, 'connection' | 'queue' | 'prefix' | 'maxPayloadBytes' | 'clock'>,
  'queue' | 'prefix' | 'maxPayloadBytes' | 'clock'
> = {
  connection: required(connectionOption),
  queue: optional(queueName, 'fanfold'),
  prefix: optional(queueName, 'bull'),
  maxPayloadBytes: optional(positiveInteger, 1_000_000),
  clock: optional(clockOption, systemClock),
}

const check = optionsCheck<QueueExecutorOptions, Exclude<keyof QueueExecutorOptions, 'connection'>>(
  {
    ...queueList,
    graceMs: optional(wholeNumber, 1_000),
    startTimeoutMs: optional(duration, 300_000),
    stalledCheckMs: optional(positiveInteger, 500),
    leaseMs: optional(positiveInteger, 30_000),
  },
)

/**
 * Makes the place for tools with `runsIn: 'queue'`. Nothing connects before the first call; idle connections keep no
 * process alive. Each attempt is one job of BullMQ, which is started at most once, whatever becomes of its worker.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function bullmq<Given = unknown>(
  options: Exact<QueueExecutorOptions, Given>,
): QueueExecutor {
  const { maxPayloadBytes, ...given } = check(options, 'bullmq')
  expectPackages()
  const { graceMs, leaseMs } = given
  const executorId = randomUUID()
  const settings = { ...given, executorId }
  let client: QueueClient | undefined
  let opening: Promise<QueueClient> | undefined
  let closing: Promise<void> | undefined

  async function open(): Promise<QueueClient> {
    const packages = await loadPackages()
    if (closing !== undefined) throw closedError()
    client = new QueueClient(packages, settings)
    return client
  }

  async function run(
    tool: AnyTool,
    input: unknown,
    context: ToolContext,
    line: AttemptLine = nobody,
  ): Promise<unknown> {
    if (closing !== undefined) throw closedError()
    context.signal.throwIfAborted()
    const task = taskOf(tool, input, context)
    line.wait()
    const at = client ?? (await (opening ??= open()))
    if (context.signal.aborted) line.withdraw()
    context.signal.throwIfAborted()
    return at.run({ task, context, line, changesNothing: readsOnly(tool) })
  }

  function taskOf(tool: AnyTool, input: unknown, context: ToolContext): QueueTask {
    const { callId, turnId, attempt, idempotencyKey, fencingToken } = context
    const { json, fault } = exactJson(input, 'input')
    if (fault !== undefined)
      throw inputError(
        `${tool.name} was not started: its input cannot be sent to another machine as JSON, because ${fault}.`,
      )
    const bytes = Buffer.byteLength(json)
    if (bytes > maxPayloadBytes)
      throw inputError(
        `${tool.name} was not started: its input has ${bytes} bytes, and the queue takes at most ${maxPayloadBytes} ` +
          '(`maxPayloadBytes`). Store it somewhere, and pass a reference.',
      )
    const schema = schemaDigest(tool)
    const ids = { callId, turnId, attempt, idempotencyKey, fencingToken }
    return { protocol, tool: tool.name, schema, input, place: executorId, ...ids }
  }

  async function shut(): Promise<void> {
    await opening?.catch(() => {})
    await client?.close(closedError())
  }

  // By then the lease has run out, and each worker has renewed its locks, or lost them.
  const orphanTimeoutMs = leaseMs + defaultLockMs + graceMs

  async function orphanTimeout(): Promise<number> {
    if (closing !== undefined) throw closedError()
    const at = client ?? (await (opening ??= open()))
    return leaseMs + Math.max(defaultLockMs, await at.longestLockMs()) + graceMs
  }

  return { name: 'queue', orphanTimeoutMs, orphanTimeout, run, close: () => (closing ??= shut()) }
}

const nobody: AttemptLine = { wait() {}, begin() {}, withdraw() {} }

function inputError(message: string): ToolError {
  return new ToolError(message, { code: 'queue_input', nothingDone: true })
}

function closedError(): FanfoldError {
  return new FanfoldError('The queue was closed: its engine takes no more calls.', {
    code: 'queue_closed',
  })
}
