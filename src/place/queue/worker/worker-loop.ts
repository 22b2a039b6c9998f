import type { AnyTool } from '../../../call/tool.ts'
import type { Toolset } from '../../../call/toolset.ts'
import { sleep, type Clock } from '../../../util/clock.ts'
import { endsWithin } from '../../../util/ends-within.ts'
import { plainOptions } from '../../../util/redis/connection.ts'
import { queueKeys, type QueueKeys } from '../scripts/queue-keys.ts'
import { readCancel, readTask, senderOf } from '../read-message.ts'
import type { BullJob, BullWorker } from '../optional-packages.ts'
import { QueueScripts, type StartVerdict } from '../scripts/queue-scripts.ts'
import type { QueueTask } from '../messages.ts'
import { Slots } from '../../thread/slots.ts'
import type { WorkerConnections } from './worker-connections.ts'
import type { FromRenewer } from './lock-messages.ts'
import { threadsMs } from './held-locks.ts'
import { JobRun } from './job-run.ts'
import { LockRenewer } from './lock-renewer.ts'
import { closing, refuse, unreadable } from './refuse.ts'

export interface WorkerLoopSettings {
  /** What it offers to run. */
  readonly tools: Toolset
  /** The names of those that it has, and does not offer. */
  readonly withheld: ReadonlySet<string>
  readonly queue: string
  readonly prefix: string
  readonly concurrency: number
  readonly lockMs: number
  readonly maxPayloadBytes: number
  readonly clock: Clock
}

/** How long tools that were told to stop may take to end before the worker closes without them. */
const lastAnswersMs = 500
/** How long until an engine that has to see to its jobs first is asked about again. */
const againMs = 100
/** The part of a lock's time for which leave to start is relied on: that in which locks are renewed. */
const freshFor = 1 / 4

/**
 * The worker's side of a queue: takes jobs from BullMQ, and runs one attempt for each.
 *
 * 1. A tool is called only after Redis has said, in one step, that the job is this worker's, was never started, was not
 *    cancelled, and that its engine is there; the engine then knows of the start. Leave that was given a while ago is no leave.
 * 2. A job that BullMQ finds stalled is not run again: `maxStalledCount` is 0, and the start of rule 1 is refused.
 */
export class WorkerLoop {
  readonly #connections: WorkerConnections
  readonly #settings: WorkerLoopSettings
  readonly #keys: QueueKeys
  readonly #scripts: QueueScripts
  readonly #renewer: LockRenewer
  readonly #bull: BullWorker
  readonly #runs = new Map<string, JobRun>()
  /** Calls whose worker has died before run one by one: one that ends this worker takes none of the others along. */
  readonly #suspects = new Slots(1)
  #onIdle = (): void => {}
  #closing: Promise<void> | undefined

  constructor(connections: WorkerConnections, settings: WorkerLoopSettings) {
    const { queue, prefix, lockMs, concurrency } = settings
    const { packages, commands, onError } = connections
    this.#connections = connections
    this.#settings = settings
    this.#keys = queueKeys(prefix, queue)
    this.#scripts = new QueueScripts(commands, this.#keys)
    const connection = plainOptions(commands)
    const onMessage = (message: FromRenewer): void => this.#onMessage(message)
    this.#renewer = new LockRenewer({ connection, queue, prefix, lockMs }, onMessage, onError)
    const work = (job: BullJob, token: string): Promise<void> => this.#work(job, token)
    this.#bull = new packages.Worker(queue, work, {
      connection: commands,
      prefix,
      concurrency,
      lockDuration: lockMs,
      // It takes none before it can be told to stop one.
      autorun: false,
      // The renewer's thread does it.
      skipLockRenewal: true,
      // Engines look after their own jobs; this is for those of engines that are gone.
      stalledInterval: 30_000,
      maxStalledCount: 0,
      // A job that another worker was woken for just when it died is found after that time.
      drainDelay: 1,
      runRetryDelay: 500,
      skipVersionCheck: true,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    })
    readAll(this.#bull)
    this.#bull.on('error', (error) => {
      // A job that was lost meanwhile cannot be ended; its engine knows.
      if (!/lock|Missing key/i.test(error.message)) onError(error)
    })
  }

  get running(): number {
    return this.#runs.size
  }

  async open(): Promise<void> {
    const { listener, onError } = this.#connections
    listener.on('message', (_channel: string, message: string) => {
      const { value, fault } = readCancel(message)
      if (value === undefined)
        onError(new Error(`A message to stop a job cannot be read: ${fault}`))
      else this.#runs.get(value.jobId)?.stop(value.reason)
    })
    listener.on('ready', () => void this.#listen().catch(() => {}))
    await this.#listen()
    await this.#bull.waitUntilReady()
    // Last: who has a worker that takes calls is to be able to close it.
    this.#bull.run().catch(onError)
  }

  async #listen(): Promise<void> {
    await this.#connections.listener.subscribe(this.#keys.cancels + this.#bull.id)
    // What was said while nobody listened stands in Redis.
    this.#renewer.renew()
  }

  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs)
    return this.#closing
  }

  async #work(job: BullJob, token: string): Promise<void> {
    const { onError } = this.#connections
    const jobId = job.id as string
    const sender = senderOf(jobId, job.data)
    if (sender === undefined) return onError(new Error(`The job ${jobId} names nobody to answer.`))
    const settings = { ...this.#settings, scripts: this.#scripts, onError }
    const run = new JobRun(settings, { jobId, token, replies: this.#keys.replies(sender) })
    // It has lost that job, which was put back into line: what runs still has to hear of that.
    if (this.#runs.has(jobId)) return
    this.#runs.set(jobId, run)
    try {
      await this.#attempt(run, job.data)
    } finally {
      this.#renewer.release(jobId)
      this.#runs.delete(jobId)
      if (this.#runs.size === 0) this.#onIdle()
    }
  }

  async #attempt(run: JobRun, data: unknown): Promise<void> {
    const { tools, withheld } = this.#settings
    const { value: task, fault } = readTask(data)
    if (task === undefined) return run.refuse(unreadable(`its job cannot be read (${fault})`))
    const refusal = refuse(task, tools, withheld)
    if (refusal !== undefined) return run.refuse(refusal)
    // From now on: until Redis answers, or another such call has ended, the lock must not run out.
    this.#renewer.hold(run.job, threadsMs())
    if (task.losses === undefined) return this.#start(run, task)
    // What stops it meanwhile is said by Redis when it is to start.
    const isNext = await this.#suspects.take(run.signal).then(
      () => true,
      () => false,
    )
    if (!isNext) return run.isLeaving ? run.refuse(closing(task.tool)) : this.#start(run, task)
    try {
      await this.#start(run, task)
    } finally {
      this.#suspects.give()
    }
  }

  async #start(run: JobRun, task: QueueTask): Promise<void> {
    const [verdict, message] = await this.#mayStart(run, task.place)
    if (verdict === 'cancel') await run.answerCancelled(message)
    if (verdict !== 'ok' || run.isLost) return
    await run.run(this.#settings.tools.get(task.tool) as AnyTool, task)
  }

  /**
   * Asks to start a job's tool. If this process stood still, or was at work on something else, before it read the answer, it asks
   * again: the lock may have run out, or the call have been cancelled, and the engine may have let another one begin.
   */
  async #mayStart(run: JobRun, place: string): Promise<StartVerdict> {
    const { lockMs, clock } = this.#settings
    const { jobId, token, replies } = run.job
    const engine = { replies, seenTo: this.#keys.seenTo(place) }
    while (!run.isLost) {
      const askedMs = threadsMs()
      const verdict = await this.#scripts.start(jobId, token, engine, lockMs)
      if (verdict[0] === 'wait') await sleep(clock, againMs)
      else if (verdict[0] !== 'ok' || threadsMs() - askedMs < lockMs * freshFor) return verdict
    }
    return ['lost']
  }

  #onMessage(message: FromRenewer): void {
    const run = this.#runs.get(message.jobId)
    if (message.type === 'lost') run?.lose()
    if (message.type === 'orphan') run?.orphan()
    if (message.type === 'cancel') run?.cancel(message.message)
  }

  async #close(graceMs: number): Promise<void> {
    const { clock } = this.#settings
    // By itself, closing leaves a timer behind if a tool never ends.
    await this.#bull.pause(true)
    const closed = this.#bull.close()
    await endsWithin(this.#idle(), graceMs, clock)
    for (const run of this.#runs.values()) run.leave()
    await endsWithin(this.#idle(), lastAnswersMs, clock)
    const answers = Promise.all([...this.#runs.values()].map((run) => run.abandon()))
    await endsWithin(answers, lastAnswersMs, clock)
    await endsWithin(closed, lastAnswersMs, clock)
    // What could not be said by now will not be.
    for (const run of this.#runs.values()) run.lose()
    await this.#renewer.close()
    this.#connections.end()
  }

  /** Resolves once nothing runs. */
  #idle(): Promise<void> {
    if (this.#runs.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onIdle = resolve
    })
  }
}

/** BullMQ keeps a job whose data is not JSON to itself, until its lock runs out: its engine is to be told at once. */
function readAll(bull: BullWorker): void {
  const createJob = bull.createJob?.bind(bull)
  if (createJob === undefined) return
  bull.createJob = (raw, jobId) => {
    try {
      return createJob(raw, jobId)
    } catch {
      return createJob({ ...raw, data: 'null' }, jobId)
    }
  }
}
