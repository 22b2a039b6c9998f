import type { MessagePort } from 'node:worker_threads'
import { contentOf } from '../../call/content/content.ts'
import type { ErrorCode } from '../../call/errors/codes.ts'
import { ToolError, type FanfoldError } from '../../call/errors/error.ts'
import type { ToolContext } from '../../call/tool.ts'
import { nextTurn, type Clock, type TimerHandle } from '../../util/clock.ts'
import { neededBuiltin } from '../../util/platform/needed-builtin.ts'
import { redact } from '../../util/redact.ts'
import { AttemptLost } from '../attempt-lost.ts'
import { watchMemory } from './memory-watch.ts'
import type { FromThread, ThreadAnswer, ThreadTask, ToThread } from './messages.ts'
import { packError, unpackError } from '../packed-error.ts'
import type { Passenger, ThreadPool } from './thread-pool.ts'
import { errorText } from '../../util/error-text.ts'

export interface ThreadRunSettings {
  readonly pool: ThreadPool
  readonly clock: Clock
  readonly maxMemoryMb: number
  /** How long the tool may take to end once its signal has fired; 0: its thread is ended at once. */
  readonly graceMs: number
  /** Of a tool that does, nothing is in doubt once its thread is gone. */
  readonly changesNothing: boolean
}

/**
 * One attempt in a thread, seen from outside. It ends once the thread has answered or is gone; an answer that had been
 * given counts, whatever became of the thread.
 */
export class ThreadRun implements Passenger {
  started = false
  readonly #settings: ThreadRunSettings
  readonly #task: Omit<ThreadTask, 'port'>
  readonly #context: ToolContext
  readonly #killer = new AbortController()
  readonly #cleanups: (() => void)[] = []
  #answer: ThreadAnswer | undefined
  #port: MessagePort | undefined
  #ended = false
  #died = false
  /** Why the thread was ended, if not by the signal. */
  #fault: FanfoldError | undefined

  constructor(settings: ThreadRunSettings, task: Omit<ThreadTask, 'port'>, context: ToolContext) {
    this.#settings = settings
    this.#task = task
    this.#context = context
  }

  /** Its thread died before it had begun. */
  get lost(): boolean {
    return this.#died && !this.started
  }

  async run(): Promise<unknown> {
    const { signal } = this.#context
    signal.throwIfAborted()
    const { MessageChannel, receiveMessageOnPort } = neededBuiltin('node:worker_threads', 'threads')
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    const onAbort = (): void => this.#stop()
    signal.addEventListener('abort', onAbort, { once: true })
    this.#cleanups.push(() => signal.removeEventListener('abort', onAbort))
    port1.on('message', (message: FromThread) => this.#hear(message))
    let death: unknown
    try {
      await this.#settings.pool.run({ ...this.#task, port: port2 }, this, this.#killer.signal)
    } catch (error) {
      death = error
    }
    this.#ended = true
    for (const cleanup of this.#cleanups) cleanup()
    // What the thread said last may still be under way: piscina's word has a port of its own.
    for (let last = receiveMessageOnPort(port1); last; last = receiveMessageOnPort(port1))
      this.#hear(last.message as FromThread)
    if (death === undefined) await this.#answerIsThere()
    port1.close()
    return this.#outcome(death)
  }

  /** In Deno the answer may come later than what is received here, by itself. */
  async #answerIsThere(): Promise<void> {
    for (let turns = 0; turns < 100 && this.#answer === undefined; turns += 1) await nextTurn()
  }

  strand(cause: unknown): void {
    this.#kill(this.#notRun('thread_start', `no thread for it came up: ${textOf(cause)}`, cause))
  }

  #hear(message: FromThread): void {
    if (message.type === 'started') this.#begin(message.threadId)
    else if (message.type === 'progress') this.#context.progress(message.progress)
    else this.#answer = message
  }

  #begin(threadId: number): void {
    this.started = true
    const { pool, clock, maxMemoryMb } = this.#settings
    const thread = pool.thread(threadId)
    if (thread === undefined || this.#ended) return
    const onExceed = (): void => this.#kill(this.#outOfMemory())
    this.#cleanups.push(watchMemory(thread, maxMemoryMb, clock, onExceed))
  }

  /** Tells the thread, if it is to have the time to hear of it. */
  #stop(): void {
    const { clock, graceMs } = this.#settings
    if (graceMs === 0 || !this.started) return this.#kill()
    const reason = packError(this.#context.signal.reason, clock.epochMs())
    this.#port?.postMessage({ type: 'stop', reason } satisfies ToThread)
    const timer: TimerHandle = clock.setTimer(() => this.#kill(), graceMs, undefined)
    this.#cleanups.push(() => clock.clearTimer(timer))
  }

  #kill(fault?: FanfoldError): void {
    this.#fault ??= fault
    this.#killer.abort()
  }

  #outcome(death: unknown): unknown {
    const answer = this.#answer
    if (answer?.type === 'returned') return answer.value
    if (answer?.type === 'returned-parts') return contentOf(answer.parts)
    if (answer?.type === 'threw') throw unpackError(answer.error)
    if (this.#fault !== undefined) throw this.#fault
    this.#context.signal.throwIfAborted()
    throw this.#causeOf(death)
  }

  #causeOf(death: unknown): FanfoldError {
    const { code, name } = (death ?? {}) as { code?: unknown; name?: unknown }
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#outOfMemory(death)
    const why = textOf(death)
    if (name === 'DataCloneError' && !this.started)
      return this.#notRun('thread_input', `its input cannot be sent to a thread: ${why}`, death)
    this.#died = true
    const what = `its thread ended before it answered: ${why}`
    return this.started ? this.#lost(what, death) : this.#notRun('thread_died', what, death)
  }

  /** Another attempt would need as much; but what this one did stays done. */
  #outOfMemory(cause?: unknown): FanfoldError {
    const { maxMemoryMb, changesNothing } = this.#settings
    const what = `it used more memory than the ${maxMemoryMb} MB that its thread may use.`
    if (!changesNothing) return this.#lost(what, cause)
    return new ToolError(`${this.#task.tool} failed: ${what}`, { code: 'out_of_memory', cause })
  }

  #lost(what: string, cause: unknown): AttemptLost {
    const message = `The attempt of ${this.#task.tool} was lost: ${what}`
    return new AttemptLost(message, { started: true, cause })
  }

  #notRun(code: ErrorCode, what: string, cause: unknown): ToolError {
    return new ToolError(`${this.#task.tool} was not run: ${what}`, {
      code,
      cause,
      nothingDone: true,
    })
  }
}

function textOf(error: unknown): string {
  return redact(errorText(error))
}
