import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../../util/clock.ts'
import type { RedisOptions } from '../../util/redis/connection.ts'
import type { KeeperData, Renewal, ToKeeper } from './keeper-messages.ts'
import type { KeyNames } from './names.ts'

/** A build leaves the file beside this one, under the ending of this one. */
const entry = new URL(
  `./keeper.entry${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
  import.meta.url,
)

const againMs = 100

export interface KeeperOptions {
  readonly connection: RedisOptions
  readonly names: KeyNames
  readonly ttlMs: number
  readonly hear: (renewal: Renewal) => void
  readonly onError: (error: Error) => void
}

/** The thread that renews leases, seen from the others. A thread that dies is followed by another. */
export class Keeper {
  readonly #options: KeeperOptions
  readonly #held = new Set<string>()
  #thread: Worker
  #port: MessagePort
  #closed = false
  readonly #upOrNot = Promise.withResolvers<void>()
  /** Resolves once the thread is at work, or could not come up for now. */
  readonly ready: Promise<void> = this.#upOrNot.promise

  constructor(options: KeeperOptions) {
    this.#options = options
    ;[this.#thread, this.#port] = this.#spawn()
  }

  hold(id: string): void {
    this.#held.add(id)
    this.#tell({ type: 'hold', ids: [id] })
  }

  drop(id: string): void {
    if (this.#held.delete(id)) this.#tell({ type: 'drop', ids: [id] })
  }

  /** Hears at once what the thread has said while this one was busy. */
  drain(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.#port)
      if (received === undefined) return
      this.#hear(received.message as Renewal)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#port.close()
    await this.#thread.terminate()
  }

  #spawn(): [Worker, MessagePort] {
    const { connection, names, ttlMs, onError } = this.#options
    const { port1: here, port2: port } = new MessageChannel()
    const workerData: KeeperData = { port, connection, names, ttlMs }
    const thread = new Worker(entry, { workerData, transferList: [port], execArgv: [] })
    here.on('message', (renewal: Renewal) => {
      // Somebody waits for the first one; later ones keep no process alive.
      thread.unref()
      here.unref()
      this.#hear(renewal)
    })
    thread.on('error', onError)
    thread.on('exit', () => {
      here.close()
      this.#upOrNot.resolve()
      // Not at once: what killed it may do so again.
      if (!this.#closed) systemClock.setTimer(() => this.#replace(), againMs, undefined)
    })
    return [thread, here]
  }

  #replace(): void {
    if (this.#closed) return
    ;[this.#thread, this.#port] = this.#spawn()
    this.#tell({ type: 'hold', ids: [...this.#held] })
  }

  #hear(renewal: Renewal): void {
    this.#upOrNot.resolve()
    for (const id of renewal.missing) this.#held.delete(id)
    this.#options.hear(renewal)
  }

  #tell(message: ToKeeper): void {
    const port = this.#port
    port.postMessage(message)
  }
}
