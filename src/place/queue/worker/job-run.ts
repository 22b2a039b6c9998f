import { FanfoldError } from '../../../call/error.ts'
import { lastYielded, yieldsValues } from '../../../call/last-yielded.ts'
import { toJson } from '../../../call/content/to-json.ts'
import type { AnyTool, ToolContext } from '../../../call/tool.ts'
import { sleep, type Clock } from '../../../util/clock.ts'
import { unpackError } from '../../packed-error.ts'
import type { QueueTask, ReplyType, Stop } from '../messages.ts'
import type { Scripts } from '../scripts.ts'
import type { HeldJob } from './hold-messages.ts'
import { returned, threw, type Outcome } from './outcome.ts'

export interface JobRunSettings {
  readonly scripts: Scripts
  readonly clock: Clock
  readonly maxPayloadBytes: number
}

/** How long until an answer that Redis did not take is offered again. */
const againMs = 250

/** One attempt, in a worker. */
export class JobRun {
  readonly job: HeldJob
  readonly #settings: JobRunSettings
  readonly #controller = new AbortController()
  /** The lock is lost: nobody listens any more. */
  #lost = false
  /** The worker goes, and what the tool throws now says nothing of the tool. */
  #leaving = false
  #answered = false

  constructor(settings: JobRunSettings, job: HeldJob) {
    this.#settings = settings
    this.job = job
  }

  /** Calls the tool, and answers. Never rejects. */
  async run(tool: AnyTool, task: QueueTask): Promise<void> {
    let outcome: Outcome
    const { clock, maxPayloadBytes } = this.#settings
    try {
      const context = this.#context(task)
      const given = await tool.execute(task.input as never, context)
      const value = yieldsValues(given) ? await lastYielded(given, context.progress) : given
      outcome = returned(tool.name, value, maxPayloadBytes)
    } catch (error) {
      if (this.#leaving) return this.abandon()
      outcome = threw(tool.name, error, clock.epochMs(), maxPayloadBytes)
    }
    await this.answer(outcome.type, outcome.json)
  }

  /** Offers the answer until it is taken, or nobody wants it any more. */
  async answer(type: ReplyType, json: string): Promise<void> {
    if (this.#answered) return
    this.#answered = true
    const { scripts, clock } = this.#settings
    const { jobId, token, replies } = this.job
    while (!this.#lost) {
      try {
        await scripts.say({ jobId, type, json }, token, replies)
        return
      } catch {
        // Redis has no memory, or is restarting: as long as the lock holds, somebody waits.
        await sleep(clock, againMs)
      }
    }
  }

  /** It was stopped before the tool was called. */
  async answerStopped(message: string): Promise<void> {
    await this.answer('threw', JSON.stringify((JSON.parse(message) as Stop).reason))
  }

  /** The engine wants it to stop. */
  stop(message: string): void {
    this.#abort(unpackError((JSON.parse(message) as Stop).reason))
  }

  /** The engine has given it up. */
  lose(): void {
    this.#lost = true
    this.#abort(
      stopError('worker_lost', 'The worker has lost its hold of this attempt: it counts as lost.'),
    )
  }

  /** The engine is gone. */
  orphan(): void {
    this.#abort(stopError('engine_gone', 'The engine that asked for this attempt is gone.'))
  }

  /** The worker is told to end. */
  leave(): void {
    this.#leaving = true
    this.#abort(stopError('worker_stopped', 'The worker was told to end.'))
  }

  /** Tells the engine that nobody will tell it how this ended. */
  async abandon(): Promise<void> {
    await this.answer('abandoned', '')
  }

  #abort(reason: unknown): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(reason)
  }

  #context({ callId, turnId, attempt, idempotencyKey, fencingToken }: QueueTask): ToolContext {
    const { signal } = this.#controller
    return {
      signal,
      callId,
      turnId,
      attempt,
      idempotencyKey,
      fencingToken,
      progress: (progress) => this.#tell(toJson(progress)),
    }
  }

  #tell(json: string): void {
    if (this.#answered || Buffer.byteLength(json) > this.#settings.maxPayloadBytes) return
    const { jobId, token, replies } = this.job
    this.#settings.scripts.say({ jobId, type: 'progress', json }, token, replies).catch(() => {})
  }
}

function stopError(code: string, message: string): FanfoldError {
  const error = new FanfoldError(message, { code })
  Object.defineProperty(error, 'name', { value: 'AbortError' })
  return error
}
