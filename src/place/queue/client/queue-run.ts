import { contentOf } from '../../../call/content/content.ts'
import { ToolError } from '../../../call/errors/error.ts'
import type { AttemptLine } from '../../../call/attempt-line.ts'
import type { ToolContext } from '../../../call/tool.ts'
import { isFromReplica } from '../../../util/redis/connection.ts'
import { errorText } from '../../../util/error-text.ts'
import { AttemptLost } from '../../attempt-lost.ts'
import { unpackError } from '../../packed-error.ts'
import type { QueueTask, ReadReply, Refusal } from '../messages.ts'

/** What an attempt is made of. */
export interface QueueAttempt {
  readonly task: QueueTask
  readonly context: ToolContext
  readonly line: AttemptLine
  /** Its tool only reads. */
  readonly changesNothing: boolean
}

/** What is kept of an attempt as long as others are in line behind it. */
export interface Standing {
  readonly jobId: string
  /** It is in line, as far as is known here. */
  waits: boolean
}

/** One attempt, seen from the engine. It ends once; what comes later is dropped. */
export class QueueRun {
  readonly jobId: string
  readonly task: QueueTask
  readonly context: ToolContext
  readonly line: AttemptLine
  readonly standing: Standing
  readonly result: Promise<unknown>
  /** Redis has said that it has the job, or something else. Until then its absence means nothing. */
  settledAdding: Promise<unknown> | undefined
  added = false
  /** Why Redis may not have the job. */
  addError: unknown
  /** Redis has restarted since it was sent. */
  doubtful = false
  /** Its worker was lost while it ran this attempt. */
  workerDied = false
  #started = false
  #ended = false
  readonly #onEnd: (run: QueueRun) => void
  readonly #settle: PromiseWithResolvers<unknown>

  constructor(
    jobId: string,
    { task, context, line }: QueueAttempt,
    onEnd: (run: QueueRun) => void,
  ) {
    this.jobId = jobId
    this.task = task
    this.context = context
    this.line = line
    this.standing = { jobId, waits: true }
    this.#onEnd = onEnd
    this.#settle = Promise.withResolvers()
    this.result = this.#settle.promise
  }

  /** Its worker has said that it starts. */
  get started(): boolean {
    return this.#started
  }

  get ended(): boolean {
    return this.#ended
  }

  noteSent(adding: Promise<unknown>): void {
    this.settledAdding = this.#settleAdding(adding)
  }

  receive(reply: ReadReply): void {
    if (this.#ended) return
    switch (reply.type) {
      case 'started':
        this.#started = true
        this.standing.waits = false
        this.line.begin()
        break
      case 'progress':
        this.context.progress(reply.value)
        break
      case 'returned':
        this.#end(() => this.#settle.resolve(reply.value))
        break
      case 'parts':
        this.#end(() => this.#settle.resolve(contentOf(reply.parts)))
        break
      case 'threw':
        // A worker throws for a tool that it was told to stop before it had begun.
        this.#failFromLine(unpackError(reply.error))
        break
      case 'refused':
        this.#failFromLine(refusalError(reply.refusal))
        break
      case 'abandoned':
        this.lose('its worker was shut down, and did not wait for it.', true)
        break
      case 'unreadable':
        this.lose(`what came for it from Redis cannot be read (${reply.fault}).`, 'unknown')
    }
  }

  /** It is nowhere in Redis, and has not answered. `forGood`: nor will it arrive any more. */
  noteGone(forGood: boolean): void {
    const isRefused = (this.addError as Error | undefined)?.name === 'ReplyError'
    const neverComes = this.addError !== undefined && (forGood || isRefused)
    if (neverComes && !this.doubtful && !this.#started)
      return this.withdraw(notAdded(this.task.tool, this.addError))
    const why = this.doubtful
      ? 'Redis has restarted, and has lost its job.'
      : 'its job is no longer in the queue, and no worker has answered.'
    this.lose(why, forGood ? false : 'unknown')
  }

  /** @param started what is known beside the worker's own word that it had started. */
  lose(why: string, started: boolean | 'unknown'): void {
    const certainty = this.doubtful ? 'unknown' : false
    const known = this.#started || started || certainty
    const end =
      known === false
        ? 'It had not been started, and will not be.'
        : known === true
          ? 'It had been started, and what became of it is not known.'
          : 'Whether it had been started is not known.'
    const { tool } = this.task
    const error = new AttemptLost(`The attempt of ${tool} was lost: ${why} ${end}`, {
      started: known,
    })
    if (known === false) this.withdraw(error)
    else this.fail(error)
  }

  async #settleAdding(adding: Promise<unknown>): Promise<void> {
    try {
      await adding
    } catch (error) {
      this.addError = error
      if (isFromReplica(error)) this.lose('its Redis is a replica now, and takes no jobs.', false)
    }
    this.added = true
  }

  /** It is in the queue no more, and was not started. */
  withdraw(reason: unknown): void {
    if (!this.#ended) this.line.withdraw()
    this.fail(reason)
  }

  /** What a worker says before it says that it starts, unless Redis has lost that. */
  #failFromLine(error: unknown): void {
    if (this.#started || this.doubtful) this.fail(error)
    else this.withdraw(error)
  }

  fail(error: unknown): void {
    this.#end(() => this.#settle.reject(error))
  }

  #end(settle: () => void): void {
    if (this.#ended) return
    this.#ended = true
    this.standing.waits = false
    this.#onEnd(this)
    settle()
  }
}

/** Another worker may know the tool: while a new version is rolled out, some do and some do not. */
function refusalError({ code, message }: Refusal): ToolError {
  return new ToolError(message, { code, retryable: true, nothingDone: true })
}

function notAdded(tool: string, cause: unknown): ToolError {
  const message = errorText(cause)
  const full = message.startsWith('OOM')
  return new ToolError(
    full
      ? `${tool} was not started: Redis, which holds the queue, has no memory left.`
      : `${tool} was not started: Redis, which holds the queue, did not take its job (${message}).`,
    {
      code: full ? 'queue_out_of_memory' : 'queue_unavailable',
      cause,
      retryable: true,
      nothingDone: true,
    },
  )
}
