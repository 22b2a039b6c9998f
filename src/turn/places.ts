import type { AnyTool } from '../call/tool.ts'
import type { Gate } from '../limit/gate.ts'
import { Semaphore } from '../limit/semaphore.ts'
import type { Executor } from '../place/executor.ts'
import { createThreadExecutor, type ThreadExecutor } from '../place/thread/handle.ts'
import type { EngineSettings } from './options.ts'

/** Where an engine's tools run, other than on this event loop. */
export class Places {
  readonly #threads: ThreadExecutor | undefined
  readonly #queue: Executor | undefined
  /** As many calls as there are threads: one more would hold a slot and wait. */
  readonly threadGate: Gate | undefined

  constructor({ graceMs, threads, queue, clock }: EngineSettings, tools: Iterable<AnyTool>) {
    const threaded = [...tools].some(({ runsIn }) => runsIn === 'thread')
    if (threaded) this.#threads = createThreadExecutor({ graceMs, ...threads, clock })
    this.threadGate = this.#threads && new Semaphore('threads', this.#threads.maxThreads)
    this.#queue = queue
  }

  /** Undefined: in this process, on this event loop. */
  of({ runsIn }: AnyTool): Executor | undefined {
    if (runsIn === 'inline') return undefined
    return runsIn === 'thread' ? this.#threads : this.#queue
  }

  /** Ends the threads. The queue is its maker's to close: other engines may use it. */
  async close(): Promise<void> {
    await this.#threads?.close()
  }
}
