import type { ToolContext } from '../../call/tool.ts'
import { sleep, type Clock } from '../../util/clock.ts'
import { packError } from '../packed-error.ts'
import { Audit } from './audit.ts'
import { Inbox } from './inbox.ts'
import { Link, type LinkOptions } from './link.ts'
import type { QueueTask, Reply } from './messages.ts'
import { Outbox } from './outbox.ts'
import type { NewJob, Peers } from './peers.ts'
import { QueueRun } from './queue-run.ts'
import { Stops } from './stops.ts'

export interface DeskSettings extends LinkOptions {
  readonly placeId: string
  readonly graceMs: number
  readonly stalledCheckMs: number
  readonly leaseMs: number
  readonly clock: Clock
}

/**
 * The engine's side of a queue: sends attempts, hears answers, passes stops on, and looks after those that nobody answers.
 *
 * 1. An attempt is sent once: what is not known to have arrived is looked for, never sent again.
 * 2. An attempt ends by an answer, or once Redis has said that there is nobody who could start it or answer, or by its
 *    signal. None waits for anything else.
 */
export class Desk {
  readonly #settings: DeskSettings
  readonly #link: Link
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #audit: Audit
  readonly #stops: Stops
  readonly #runs = new Map<string, QueueRun>()
  #count = 0
  #touched = false
  #restarts = 0

  constructor(peers: Peers, settings: DeskSettings) {
    const { clock, stalledCheckMs, placeId } = settings
    this.#settings = settings
    this.#link = new Link(peers, settings, {
      onUp: () => this.#onUp(),
      onRefusal: (error) => {
        for (const run of this.#runs.values()) if (this.#outbox.withdraw(run)) run.fail(error)
      },
    })
    const link = this.#link
    const stream = link.keys.replies(placeId)
    this.#inbox = new Inbox(link.reader, stream, (reply) => this.#hear(reply))
    this.#outbox = new Outbox((jobs) => this.#send(jobs))
    this.#stops = new Stops(link)
    this.#audit = new Audit({
      link,
      inbox: this.#inbox,
      clock,
      everyMs: stalledCheckMs,
      touch: () => this.#touch(),
      runs: () => this.#runs.values(),
    })
  }

  async run(task: QueueTask, context: ToolContext): Promise<unknown> {
    const { refusal } = this.#link
    if (refusal !== undefined) throw refusal
    const { signal } = context
    const jobId = `${this.#settings.placeId}.${(this.#count += 1)}`
    const run = new QueueRun(jobId, task, context, (ended) => this.#forget(ended))
    this.#runs.set(jobId, run)
    if (this.#runs.size === 1) this.#link.keepAlive(true)
    this.#outbox.put(run)
    this.#audit.start()
    const onAbort = (): void => void this.#stop(run, signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await run.result
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async close(reason: Error): Promise<void> {
    const { clock, graceMs } = this.#settings
    const runs = [...this.#runs.values()]
    const stopped = runs.map((run) =>
      Promise.all([this.#withdraw(run, reason), run.result.catch(() => {})]),
    )
    const enough = new AbortController()
    const tooLong = sleep(clock, this.#link.up ? graceMs : 0, enough.signal).catch(() => {})
    await Promise.race([Promise.all(stopped), tooLong])
    enough.abort()
    for (const run of runs) run.lose('its engine was closed.', false)
    this.#audit.stop()
    this.#inbox.close()
    const { commands, up } = this.#link
    if (up && this.#touched) await commands.del(this.#inbox.stream).catch(() => {})
    await this.#link.close()
  }

  #onUp(): void {
    const { restarts } = this.#link
    this.#noteDoubts(restarts)
    this.#stops.flush()
    this.#outbox.flush()
    void this.#audit.look()
  }

  #send(jobs: readonly NewJob[]): Promise<unknown> | undefined {
    if (!this.#link.up) return undefined
    this.#touch().catch(() => {})
    const adding = this.#link.queue.addBulk(jobs)
    // Some may be in and others not: each is looked for.
    adding.catch(() => this.#settings.clock.setTimer(() => void this.#audit.look(), 0, undefined))
    return adding
  }

  /** Says that this engine is there, and waits for answers. */
  async #touch(): Promise<void> {
    const first = !this.#touched
    this.#touched = true
    const { scripts } = this.#link
    const wasThere = await scripts.touch(
      this.#inbox.stream,
      this.#settings.leaseMs,
      this.#inbox.readId,
    )
    // Answers may have been lost with the stream.
    if (!wasThere && !first) this.#noteDoubts(undefined)
  }

  #noteDoubts(restarts: number | undefined): void {
    if (restarts === this.#restarts) return
    if (restarts !== undefined) this.#restarts = restarts
    for (const run of this.#runs.values()) if (run.settledAdding !== undefined) run.doubtful = true
  }

  #hear(reply: Reply): void {
    this.#runs.get(reply.jobId)?.hear(reply)
  }

  async #stop(run: QueueRun, reason: unknown): Promise<void> {
    const { clock, graceMs } = this.#settings
    const timer = clock.setTimer(() => run.fail(reason), graceMs, undefined)
    await Promise.all([this.#withdraw(run, reason), run.result.catch(() => {})])
    clock.clearTimer(timer)
  }

  /** Takes an attempt back, or has its worker stop it. */
  async #withdraw(run: QueueRun, reason: unknown): Promise<void> {
    if (this.#outbox.withdraw(run)) return run.fail(reason)
    await run.settledAdding
    if (run.ended) return
    const packed = packError(reason, this.#settings.clock.epochMs())
    const verdict = await this.#stops.stop({ jobId: run.jobId, reason: packed })
    if (verdict === 'withdrawn') run.fail(reason)
    if (verdict === 'lost') await this.#audit.look()
  }

  #forget(run: QueueRun): void {
    this.#runs.delete(run.jobId)
    if (this.#runs.size > 0) return
    this.#audit.stop()
    this.#link.keepAlive(false)
  }
}
