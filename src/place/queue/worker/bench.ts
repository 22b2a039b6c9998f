import type { Toolset } from '../../../call/toolset.ts'
import { sleep, type Clock } from '../../../util/clock.ts'
import { plainOptions } from '../../../util/redis/connection.ts'
import { queueKeys, type QueueKeys } from '../keys.ts'
import type { QueueTask, Stop } from '../messages.ts'
import type { BullJob, BullWorker } from '../peers.ts'
import { Scripts } from '../scripts.ts'
import type { Wires } from './connect-worker.ts'
import type { FromKeeper } from './hold-messages.ts'
import { JobRun } from './job-run.ts'
import { LockKeeper } from './lock-keeper.ts'
import { refuse } from './refuse.ts'

export interface BenchSettings {
  readonly tools: Toolset
  readonly queue: string
  readonly prefix: string
  readonly concurrency: number
  readonly lockMs: number
  readonly maxPayloadBytes: number
  readonly clock: Clock
}

/** How long tools that were told to stop may take to end before the worker goes without them. */
const lastWordsMs = 500

/**
 * The worker's side of a queue: takes jobs from BullMQ, and runs one attempt for each.
 *
 * 1. A tool is called only after Redis has said, in one step, that the job is this worker's, was never started, was not
 *    stopped, and that its engine is there; the engine then knows of the start.
 * 2. A job that BullMQ finds stalled is not run again: `maxStalledCount` is 0, and the claim of rule 1 is refused.
 */
export class Bench {
  readonly #wires: Wires
  readonly #settings: BenchSettings
  readonly #keys: QueueKeys
  readonly #scripts: Scripts
  readonly #keeper: LockKeeper
  readonly #bull: BullWorker
  readonly #runs = new Map<string, JobRun>()
  #onIdle = (): void => {}
  #closing: Promise<void> | undefined

  constructor(wires: Wires, settings: BenchSettings) {
    const { queue, prefix, lockMs, concurrency } = settings
    const { peers, commands, onError } = wires
    this.#wires = wires
    this.#settings = settings
    this.#keys = queueKeys(prefix, queue)
    this.#scripts = new Scripts(commands, this.#keys)
    const connection = plainOptions(commands)
    const hear = (message: FromKeeper): void => this.#hear(message)
    this.#keeper = new LockKeeper({ connection, queue, prefix, lockMs }, hear, onError)
    const work = (job: BullJob, token: string): Promise<void> => this.#work(job, token)
    this.#bull = new peers.Worker(queue, work, {
      connection: commands,
      prefix,
      concurrency,
      lockDuration: lockMs,
      // The keeper renews.
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
    this.#bull.on('error', (error) => {
      // A job that was lost meanwhile cannot be ended; its engine knows.
      if (!/lock|Missing key/i.test(error.message)) onError(error)
    })
  }

  get running(): number {
    return this.#runs.size
  }

  async open(): Promise<void> {
    const { listener } = this.#wires
    listener.on('message', (_channel: string, message: string) => {
      const { jobId } = JSON.parse(message) as Stop
      this.#runs.get(jobId)?.stop(message)
    })
    await listener.subscribe(this.#keys.stops + this.#bull.id)
    await this.#bull.waitUntilReady()
  }

  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs)
    return this.#closing
  }

  async #work(job: BullJob, token: string): Promise<void> {
    const { tools, lockMs } = this.#settings
    const task = job.data as QueueTask
    const jobId = job.id as string
    const replies = this.#keys.replies(task.place)
    const run = new JobRun({ scripts: this.#scripts, ...this.#settings }, { jobId, token, replies })
    const refusal = refuse(task, tools)
    const tool = tools.get(task.tool)
    if (refusal !== undefined || tool === undefined)
      return run.answer('refused', JSON.stringify(refusal))
    this.#runs.set(jobId, run)
    try {
      const [verdict, message] = await this.#scripts.claim(jobId, token, replies, lockMs)
      if (verdict === 'stop') await run.answerStopped(message)
      if (verdict !== 'ok') return
      this.#keeper.hold(run.job)
      await run.run(tool, task)
    } finally {
      this.#keeper.release(jobId)
      this.#runs.delete(jobId)
      if (this.#runs.size === 0) this.#onIdle()
    }
  }

  #hear(message: FromKeeper): void {
    const run = this.#runs.get(message.jobId)
    if (message.type === 'lost') run?.lose()
    if (message.type === 'orphan') run?.orphan()
    if (message.type === 'stop') run?.stop(message.message)
  }

  async #close(graceMs: number): Promise<void> {
    const { clock } = this.#settings
    // By itself, closing leaves a timer behind if a tool never ends.
    await this.#bull.pause(true)
    const closed = this.#bull.close()
    await endsWithin(this.#idle(), graceMs, clock)
    for (const run of this.#runs.values()) run.leave()
    await endsWithin(this.#idle(), lastWordsMs, clock)
    const words = Promise.all([...this.#runs.values()].map((run) => run.abandon()))
    await endsWithin(words, lastWordsMs, clock)
    await endsWithin(closed, lastWordsMs, clock)
    await this.#keeper.close()
    for (const client of [this.#wires.commands, this.#wires.listener]) client.disconnect()
  }

  /** Resolves once nothing runs. */
  #idle(): Promise<void> {
    if (this.#runs.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onIdle = resolve
    })
  }
}

/** Whether it ends before so much time has passed. */
async function endsWithin(ending: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const enough = new AbortController()
  const late = sleep(clock, ms, enough.signal).then(
    () => false,
    () => true,
  )
  const ended = ending.then(
    () => true,
    () => true,
  )
  const inTime = await Promise.race([ended, late])
  enough.abort()
  return inTime
}
