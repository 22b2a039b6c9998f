import type { AsyncResource } from 'node:async_hooks'
import type { Worker } from 'node:worker_threads'
import type { Clock } from '../../util/clock.ts'
import type { Piscina, PiscinaClass } from './load-piscina.ts'
import type { ThreadTask } from './messages.ts'

export interface ThreadPoolOptions {
  readonly Piscina: PiscinaClass
  readonly maxThreads: number
  readonly idleTimeoutMs: number
  /** V8's own limit to the heap of one thread, in megabytes. */
  readonly heapLimitMb: number
  readonly clock: Clock
  /** Where threads come up: not in a call. */
  readonly outside: AsyncResource
}

/** One attempt on its way through a thread. */
export interface Passenger {
  /** It has a thread; until then it waits for one to come up. */
  readonly started: boolean
  /** No thread comes up for it. */
  strand(cause: unknown): void
}

/** Threads that come up when they are needed, and go when they have been idle for a while. */
export class ThreadPool {
  readonly #piscina: Piscina
  readonly #clock: Clock
  readonly #outside: AsyncResource
  readonly #passengers = new Set<Passenger>()
  #lastError: unknown

  constructor(options: ThreadPoolOptions) {
    const { Piscina, maxThreads, idleTimeoutMs, heapLimitMb, clock, outside } = options
    this.#clock = clock
    this.#outside = outside
    this.#piscina = new Piscina({
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
    const entry = new URL('./run-task.entry.ts', import.meta.url)
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
