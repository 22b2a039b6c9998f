import type { Clock } from '../../../util/clock.ts'
import { endsWithin } from '../../../util/ends-within.ts'
import { FanfoldError, ToolError } from '../../../call/errors/error.ts'
import { isFromReplica } from '../../../util/redis/connection.ts'
import { packError } from '../../packed-error.ts'
import { EngineLease } from './engine-lease.ts'
import { LostJobCheck } from './lost-job-check.ts'
import { Inbox } from './inbox.ts'
import { QueueConnections, type QueueConnectionsOptions } from './queue-connections.ts'
import type { ReadReply } from '../messages.ts'
import { jobOf, Outbox } from './outbox.ts'
import type { OptionalPackages } from '../optional-packages.ts'
import { QueueRun, type QueueAttempt } from './queue-run.ts'
import { CancelSender } from './cancel-sender.ts'
import { Rounds } from './rounds.ts'
import { givenUp, mostLosses, WorkerLosses } from './worker-losses.ts'

export interface QueueClientSettings extends QueueConnectionsOptions {
  readonly executorId: string
  readonly graceMs: number
  readonly stalledCheckMs: number
  readonly startTimeoutMs: number
  readonly leaseMs: number
  readonly clock: Clock
}

/** How long the last commands may take before a queue closes without their answers: its lease runs out by itself. */
const lastCommandMs = 1_000

/**
 * The engine's side of a queue: sends attempts, receives their answers, sends cancellations, and looks for attempts
 * that no worker will answer.
 *
 * 1. An attempt is sent once: what is not known to have arrived is looked for, never sent again.
 * 2. An attempt ends by an answer, or once Redis has said that no worker can start or answer it, or by its signal. It waits
 *    for nothing else.
 */
export class QueueClient {
  readonly #settings: QueueClientSettings
  readonly #connections: QueueConnections
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #rounds: Rounds
  readonly #lease: EngineLease
  readonly #lostJobs: LostJobCheck
  readonly #cancels: CancelSender
  readonly #runs = new Map<string, QueueRun>()
  readonly #losses = new WorkerLosses()
  #count = 0
  #restarts = 0
  /** Why it takes no more. */
  #closed: Error | undefined

  constructor(packages: OptionalPackages, settings: QueueClientSettings) {
    const { clock, stalledCheckMs, executorId } = settings
    this.#settings = settings
    this.#connections = new QueueConnections(packages, settings, {
      onUp: () => this.#onUp(),
      onRefusal: (error) => {
        for (const run of this.#runs.values()) if (this.#outbox.withdraw(run)) run.fail(error)
      },
    })
    const connections = this.#connections
    const stream = connections.keys.replies(executorId)
    this.#inbox = new Inbox(connections.reader, stream, clock, (jobId, reply) =>
      this.#receive(jobId, reply),
    )
    this.#outbox = new Outbox((runs) => this.#send(runs))
    this.#rounds = new Rounds(connections.scripts, clock)
    this.#cancels = new CancelSender(connections)
    const runs = (): Iterable<QueueRun> => this.#runs.values()
    const onLoss = (): void => this.#noteDoubts(undefined)
    const inbox = this.#inbox
    this.#lease = new EngineLease({ ...settings, connections, inbox, runs, onLoss })
    this.#lostJobs = new LostJobCheck({
      connections,
      inbox,
      clock,
      everyMs: stalledCheckMs,
      touch: async () => {
        await this.#lease.seeToJobs()
        await Promise.all([this.#lease.touch(), this.#rounds.flush()])
      },
      runs,
    })
  }

  async run(attempt: QueueAttempt): Promise<unknown> {
    const { task, changesNothing } = attempt
    // The server may have been put right by now.
    if (this.#connections.refusal !== undefined) await this.#connections.check()
    const refusal = this.#closed ?? this.#connections.refusal
    if (refusal !== undefined) throw refusal
    const call = JSON.stringify([task.turnId, task.callId])
    const losses = this.#losses.of(call)
    if (losses >= mostLosses) throw givenUp(task.tool, changesNothing)
    const run = this.#begin(losses > 0 ? { ...attempt, task: { ...task, losses } } : attempt)
    try {
      const value = await this.#endOf(run)
      this.#losses.forget(call)
      return value
    } catch (error) {
      if (!run.workerDied) throw error
      throw this.#losses.note(call) < mostLosses ? error : givenUp(task.tool, changesNothing)
    }
  }

  #begin(attempt: QueueAttempt): QueueRun {
    const jobId = `${this.#settings.executorId}.${(this.#count += 1)}`
    const run = new QueueRun(jobId, attempt, (ended) => this.#forget(ended))
    this.#runs.set(jobId, run)
    if (this.#runs.size === 1) this.#connections.keepAlive(true)
    this.#outbox.put(run)
    this.#lostJobs.start()
    return run
  }

  async #endOf(run: QueueRun): Promise<unknown> {
    const { signal } = run.context
    const { clock, startTimeoutMs } = this.#settings
    const onAbort = (): void => void this.#cancel(run, signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    const timer = clock.setTimer(() => void this.#expire(run), startTimeoutMs, undefined)
    try {
      return await run.result
    } finally {
      signal.removeEventListener('abort', onAbort)
      clock.clearTimer(timer)
    }
  }

  /** The longest time that a worker keeps its locks for, as they have told it, in milliseconds; 0 if none has. */
  async longestLockMs(): Promise<number> {
    const { commands, keys } = this.#connections
    this.#connections.keepAlive(true)
    try {
      const asking = commands.get(keys.lockMs)
      // As long as a lease lasts Redis may be away, and no longer.
      if (!(await endsWithin(asking, this.#settings.leaseMs, this.#settings.clock))) return 0
      const told = Number(await asking)
      return told > 0 && told < Infinity ? told : 0
    } finally {
      this.#connections.keepAlive(this.#closed !== undefined || this.#runs.size > 0)
    }
  }

  async close(reason: Error): Promise<void> {
    const { clock, graceMs } = this.#settings
    // Also without a call: Redis is asked once more.
    this.#closed = reason
    this.#connections.keepAlive(true)
    const runs = [...this.#runs.values()]
    const withdrawn = runs.map((run) =>
      Promise.all([this.#withdraw(run, reason), run.result.catch(() => {})]),
    )
    await endsWithin(Promise.all(withdrawn), this.#connections.up ? graceMs : 0, clock)
    for (const run of runs) run.lose('its engine was closed.', false)
    this.#lostJobs.stop()
    this.#inbox.close()
    const { commands, up } = this.#connections
    const gone = up ? this.#lease.keys.map((key) => commands.del(key)) : []
    if (gone.length > 0) await endsWithin(Promise.all(gone), lastCommandMs, clock)
    await endsWithin(this.#connections.close(), lastCommandMs, clock)
  }

  #onUp(): void {
    this.#noteDoubts(this.#connections.restarts)
    this.#cancels.flush()
    this.#outbox.flush()
    void this.#lostJobs.look()
  }

  #send(runs: readonly QueueRun[]): Promise<unknown> | undefined {
    if (!this.#connections.up) return undefined
    this.#lease.touch().catch(() => {})
    const adding = this.#connections.queue.addBulk(runs.map(jobOf))
    // Some may be in and others not: each is looked for.
    adding.catch((error: unknown) => {
      if (isFromReplica(error)) this.#connections.leaveReplica()
      this.#settings.clock.setTimer(() => void this.#lostJobs.look(), 0, undefined)
    })
    void adding.catch(() => {}).then(() => this.#rounds.add(runs.map(({ standing }) => standing)))
    return adding
  }

  #noteDoubts(restarts: number | undefined): void {
    if (restarts === this.#restarts) return
    if (restarts !== undefined && this.#restarts > 0) this.#inbox.startOver()
    this.#restarts = restarts ?? this.#restarts
    for (const run of this.#runs.values()) if (run.settledAdding !== undefined) run.doubtful = true
  }

  #receive(jobId: string, reply: ReadReply): void {
    const run = this.#runs.get(jobId)
    run?.receive(reply)
    if (run === undefined || reply.type !== 'unreadable') return
    // Its tool may go on, for nobody.
    const message = 'What was said of this attempt could not be read, and it counts as lost.'
    const reason = new FanfoldError(message, { code: 'queue_message' })
    void this.#cancels.send({ jobId, reason: packError(reason, this.#settings.clock.epochMs()) })
  }

  async #cancel(run: QueueRun, reason: unknown): Promise<void> {
    this.#endAfterGrace(run, () => run.fail(reason))
    await this.#withdraw(run, reason)
  }

  /** It has waited in line for as long as it may. */
  async #expire(run: QueueRun): Promise<void> {
    if (run.started || run.ended) return
    const { startTimeoutMs } = this.#settings
    const why = `no worker had started it after ${startTimeoutMs} ms (\`startTimeoutMs\` of the queue).`
    const reason = new FanfoldError(`It was given up: ${why}`, { code: 'queue_start_timeout' })
    this.#endAfterGrace(run, () => run.lose(why, 'unknown'))
    const waited = new ToolError(`${run.task.tool} was not run: ${why}`, {
      code: 'queue_start_timeout',
      nothingDone: true,
    })
    await this.#withdraw(run, reason, waited)
  }

  #endAfterGrace(run: QueueRun, end: () => void): void {
    const { clock, graceMs } = this.#settings
    const timer = clock.setTimer(end, graceMs, undefined)
    const clear = (): void => clock.clearTimer(timer)
    run.result.then(clear, clear)
  }

  /** Takes an attempt back, or has its worker cancel it. `ifWithdrawn`: why it ends if it was not started. */
  async #withdraw(run: QueueRun, reason: unknown, ifWithdrawn: unknown = reason): Promise<void> {
    if (this.#outbox.withdraw(run)) return run.withdraw(ifWithdrawn)
    await run.settledAdding
    if (run.ended) return
    const packed = packError(reason, this.#settings.clock.epochMs())
    const verdict = await this.#cancels.send({ jobId: run.jobId, reason: packed })
    if (verdict === 'withdrawn') run.withdraw(ifWithdrawn)
    if (verdict === 'lost') await this.#lostJobs.look()
  }

  #forget(run: QueueRun): void {
    this.#runs.delete(run.jobId)
    if (this.#runs.size > 0) return
    this.#lostJobs.stop()
    if (this.#closed === undefined) this.#connections.keepAlive(false)
  }
}
