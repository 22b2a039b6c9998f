import { AsyncResource } from 'node:async_hooks'
import { createRequire } from 'node:module'
import type { Worker } from 'node:worker_threads'
import { UsageError } from '../../call/errors/error.ts'
import type { Clock } from '../../util/clock.ts'
import type { ThreadTask } from './messages.ts'

export interface ThreadPoolOptions {
  readonly maxThreads: number
  readonly idleTimeoutMs: number
  /** V8's own limit to the heap of one thread, in megabytes. */
  readonly heapLimitMb: number
  readonly clock: Clock
}

/** One attempt on its way through a thread. */
export interface Passenger {
  /** It has a thread; until then it waits for one to come up. */
  readonly started: boolean
  /** No thread comes up for it. */
  strand(cause: unknown): void
}

/** What is used of piscina. */
interface Piscina {
  readonly threads: readonly Worker[]
  run(task: unknown, options: object): Promise<unknown>
  destroy(): Promise<void>
  on(event: 'error' | 'workerDestroy', listener: (error: unknown) => void): void
}

/** A build leaves the file beside this one, under the ending of this one. */
const entry = new URL(
  `./entry${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
  import.meta.url,
)

/** Threads that come up when they are needed, and go when they have been idle for a while. */
export class ThreadPool {
  readonly #piscina: Piscina
  readonly #clock: Clock
  /** Threads outlive the calls that they come up for; what those carry along (AsyncLocalStorage) must not stay. */
  readonly #outside = new AsyncResource('fanfold.ThreadPool')
  readonly #passengers = new Set<Passenger>()
  #lastError: unknown

  /** @throws {UsageError} if piscina is missing. */
  constructor({ maxThreads, idleTimeoutMs, heapLimitMb, clock }: ThreadPoolOptions) {
    this.#clock = clock
    this.#piscina = new (loadPiscina())({
      minThreads: 0,
      maxThreads,
      // A longer time-out than Node's timers take would fire at once.
      idleTimeout: idleTimeoutMs > 2 ** 31 - 1 ? Infinity : idleTimeoutMs,
      resourceLimits: heapLimitMb < Infinity ? { maxOldGenerationSizeMb: heapLimitMb } : {},
      // Else a thread sleeps between calls, and what a tool left running sleeps with it and wakes in another's call.
      atomics: 'disabled',
      recordTiming: false,
    })
    this.#piscina.on('error', (error) => {
      this.#lastError = error
    })
    this.#piscina.on('workerDestroy', () =>
      // Later, when those who were in the thread have heard of it.
      this.#clock.setTimer(() => this.#strandSome(), 0, undefined),
    )
  }

  /**
   * Runs a task in a thread; never more than `maxThreads` at a time. Rejects when the thread dies, or as soon as the
   * signal fires, which ends the thread.
   */
  async run(task: ThreadTask, passenger: Passenger, signal: AbortSignal): Promise<void> {
    const options = { filename: entry.href, name: 'runTask', transferList: [task.port], signal }
    this.#passengers.add(passenger)
    try {
      await this.#outside.runInAsyncScope(() => this.#piscina.run(task, options))
    } finally {
      this.#passengers.delete(passenger)
    }
  }

  thread(threadId: number): Worker | undefined {
    return this.#piscina.threads.find((thread) => thread.threadId === threadId)
  }

  close(): Promise<void> {
    return this.#piscina.destroy()
  }

  /** A thread that dies before it is up reports nothing, and a task that waits for it would wait forever. */
  #strandSome(): void {
    let missing = this.#passengers.size - this.#piscina.threads.length
    for (const passenger of this.#passengers)
      if (missing > 0 && !passenger.started) {
        passenger.strand(this.#lastError)
        missing -= 1
      }
  }
}

function loadPiscina(): new (options: object) => Piscina {
  const require = createRequire(import.meta.url)
  try {
    return (require('piscina') as { Piscina: new (options: object) => Piscina }).Piscina
  } catch (cause) {
    throw new UsageError(
      'Tools with `runsIn: \'thread\'` need the optional package "piscina". Install it: npm install piscina',
      cause,
    )
  }
}
