import type { AnyTool } from '../../call/tool.ts'
import type { Gate } from '../../limit/gate.ts'
import { Semaphore } from '../../limit/semaphore.ts'
import type { Executor } from '../../place/executor.ts'
import { inline } from '../../place/inline.ts'
import { createThreadExecutor, type ThreadExecutor } from '../../place/thread/handle.ts'
import type { EngineSettings } from '../options.ts'

/** Where an engine's attempts run. */
export class Executors {
  readonly #settings: EngineSettings
  #threads: ThreadExecutor | undefined
  #threadGate: Gate | undefined

  constructor(settings: EngineSettings) {
    this.#settings = settings
  }

  /**
   * As many attempts as there are threads, so that one that waits for a thread is known to wait.
   *
   * @throws {UsageError} if piscina is not installed.
   */
  threadGate(): Gate {
    this.#threadGate ??= new Semaphore('threads', this.#threadExecutor().maxThreads)
    return this.#threadGate
  }

  of({ runsIn }: AnyTool): Executor {
    if (runsIn === 'inline') return inline
    return runsIn === 'thread' ? this.#threadExecutor() : (this.#settings.queue ?? inline)
  }

  /** Ends the threads. The queue is its maker's to close: other engines may use it. */
  async close(): Promise<void> {
    await this.#threads?.close()
  }

  #threadExecutor(): ThreadExecutor {
    const { graceMs, threads, clock } = this.#settings
    this.#threads ??= createThreadExecutor({ graceMs, ...threads, clock })
    return this.#threads
  }
}
