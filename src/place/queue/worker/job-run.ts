import type { ErrorCode } from '../../../call/errors/codes.ts'
import { contextElsewhere } from '../../../call/context/context-elsewhere.ts'
import { FanfoldError } from '../../../call/errors/error.ts'
import { wholeAnswer, wholeError } from '../../../call/response/whole-answer.ts'
import { toJson } from '../../../call/content/to-json.ts'
import type { AnyTool, ToolContext } from '../../../call/tool.ts'
import { sleep, type Clock } from '../../../util/clock.ts'
import { errorText } from '../../../util/error-text.ts'
import { unpackError, type PackedError } from '../../packed-error.ts'
import { messageJson, type QueueTask, type Refusal, type ReplyType } from '../messages.ts'
import { readCancel } from '../read-message.ts'
import type { QueueScripts } from '../scripts/queue-scripts.ts'
import type { HeldJob } from './lock-messages.ts'
import { returned, threw, type JobOutcome } from './job-outcome.ts'
import { unreadable, unreadableCode } from './refuse.ts'

export interface JobRunSettings {
  readonly scripts: QueueScripts
  readonly clock: Clock
  readonly maxPayloadBytes: number
  readonly onError: (error: Error) => void
}

/** How long until an answer that Redis did not take is sent again. */
const againMs = 250

/** One attempt, in a worker. */
export class JobRun {
  readonly job: HeldJob
  readonly #settings: JobRunSettings
  readonly #controller = new AbortController()
  /** The lock is lost: the engine no longer waits for it. */
  #lost = false
  /** The worker is closing, and what the tool throws now says nothing about the tool. */
  #leaving = false
  #answered = false
  #reported = false

  constructor(settings: JobRunSettings, job: HeldJob) {
    this.#settings = settings
    this.job = job
  }

  /** Calls the tool, and answers. Never rejects. */
  async run(tool: AnyTool, task: QueueTask): Promise<void> {
    let outcome: JobOutcome
    const { clock, maxPayloadBytes } = this.#settings
    try {
      const context = this.#context(task)
      const answer = await tool.execute(task.input as never, context as never)
      const value = await wholeAnswer(answer, context.progress, clock)
      outcome = returned(tool.name, value, maxPayloadBytes)
    } catch (thrown) {
      if (this.#leaving) return this.abandon()
      const error = await wholeError(thrown, clock)
      outcome = threw(tool.name, error, clock.epochMs(), maxPayloadBytes)
    }
    await this.answer(outcome.type, outcome.json)
  }

  /** Sends the answer until Redis takes it, or the engine no longer waits for it. */
  async answer(type: ReplyType, json: string): Promise<void> {
    if (this.#answered) return
    this.#answered = true
    const { scripts, clock } = this.#settings
    const { jobId, token, replies } = this.job
    while (!this.#lost) {
      try {
        await scripts.reply({ jobId, type, json }, token, replies)
        return
      } catch (error) {
        if (isFinal(error)) return this.#report(`cannot be answered: ${errorText(error)}`)
        // Redis has no memory, or is restarting: as long as the lock holds, the engine waits.
        await sleep(clock, againMs)
      }
    }
  }

  /** It was cancelled before the tool was called. */
  async answerCancelled(message: string): Promise<void> {
    const { value, fault } = readCancel(message)
    if (value !== undefined) return this.answer('threw', messageJson(value.reason))
    await this.refuse(unreadable(`what cancels it cannot be read (${fault})`))
  }

  /** Fires when the tool is to stop, or is not to be called. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The worker is closing. */
  get isLeaving(): boolean {
    return this.#leaving
  }

  /** The engine has given it up. */
  get isLost(): boolean {
    return this.#lost
  }

  /** The engine has cancelled it. */
  cancel(message: string): void {
    const { value, fault } = readCancel(message)
    if (value === undefined) this.#report(`is told to stop by what cannot be read: ${fault}`)
    else this.stop(value.reason)
  }

  stop(reason: PackedError): void {
    this.#abort(unpackError(reason))
  }

  /** The tool is not called. What nobody can have meant is told here, too. */
  async refuse(refusal: Refusal): Promise<void> {
    if (refusal.code === unreadableCode) this.#report(`was refused: ${refusal.message}`)
    await this.answer('refused', messageJson(refusal))
  }

  /** The engine has given it up. */
  lose(): void {
    this.#lost = true
    this.#abort(
      stopError(
        'worker_lost',
        'The worker has lost the lock of this attempt, which counts as lost.',
      ),
    )
  }

  /** The engine is gone. */
  orphan(): void {
    this.#abort(stopError('engine_gone', 'The engine that sent this attempt is gone.'))
  }

  /** The worker is shutting down. */
  leave(): void {
    this.#leaving = true
    this.#abort(stopError('worker_stopped', 'The worker was told to shut down.'))
  }

  /** Tells the engine that the worker leaves before the tool has ended. */
  async abandon(): Promise<void> {
    await this.answer('abandoned', '')
  }

  /** Once: what cannot be read is found again at each renewal. */
  #report(what: string): void {
    if (this.#reported) return
    this.#reported = true
    this.#settings.onError(new Error(`The job ${this.job.jobId} ${what}`))
  }

  #abort(reason: unknown): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(reason)
  }

  #context({ callId, turnId, attempt, idempotencyKey, fencingToken }: QueueTask): ToolContext {
    const { signal } = this.#controller
    const progress = (told: unknown): void => this.#reportProgress(toJson(told))
    const given = { signal, callId, turnId, attempt, idempotencyKey, fencingToken, progress }
    return contextElsewhere(given, 'a queue')
  }

  #reportProgress(json: string): void {
    if (this.#answered || Buffer.byteLength(json) > this.#settings.maxPayloadBytes) return
    const { jobId, token, replies } = this.job
    this.#settings.scripts.reply({ jobId, type: 'progress', json }, token, replies).catch(() => {})
  }
}

/** What the stream of answers is not, it will not become. */
function isFinal(error: unknown): boolean {
  return /WRONGTYPE|specified in XADD/.test(errorText(error))
}

function stopError(code: ErrorCode, message: string): FanfoldError {
  const error = new FanfoldError(message, { code })
  Object.defineProperty(error, 'name', { value: 'AbortError' })
  return error
}
