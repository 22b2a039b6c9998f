import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../../../util/clock.ts'
import type { RedisOptions } from '../../../util/redis/connection.ts'
import type { RenewerData, Renewal, ToRenewer } from './renewal-messages.ts'
import type { KeyNames } from '../scripts/key-names.ts'

const againMs = 100

export interface LeaseRenewerOptions {
  readonly connection: RedisOptions
  readonly names: KeyNames
  readonly ttlMs: number
  readonly onRenewal: (renewal: Renewal) => void
  readonly onError: (error: Error) => void
}

/** The main thread's side of the thread that renews leases. A thread that dies is replaced. */
export class LeaseRenewer {
  readonly #options: LeaseRenewerOptions
  readonly #held = new Set<string>()
  #thread: Worker
  #port: MessagePort
  #closed = false
  readonly #upOrNot = Promise.withResolvers<void>()
  /** Resolves once the thread is at work, or has failed to start. */
  readonly ready: Promise<void> = this.#upOrNot.promise

  constructor(options: LeaseRenewerOptions) {
    this.#options = options
    ;[this.#thread, this.#port] = this.#spawn()
  }

  hold(id: string): void {
    this.#held.add(id)
    this.#send({ type: 'hold', ids: [id] })
  }

  drop(id: string): void {
    if (this.#held.delete(id)) this.#send({ type: 'drop', ids: [id] })
  }

  /** Takes in at once what the thread has sent while this one was busy. */
  drain(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.#port)
      if (received === undefined) return
      this.#receive(received.message as Renewal)
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
    const workerData: RenewerData = { port, connection, names, ttlMs }
    const thread = new Worker(entryUrl(), {
      workerData,
      transferList: [port],
      execArgv: [],
    })
    here.on('message', (renewal: Renewal) => {
      // The first one is awaited; later ones keep no process alive.
      thread.unref()
      here.unref()
      this.#receive(renewal)
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
    this.#send({ type: 'hold', ids: [...this.#held] })
  }

  #receive(renewal: Renewal): void {
    this.#upOrNot.resolve()
    for (const id of renewal.missing) this.#held.delete(id)
    this.#options.onRenewal(renewal)
  }

  #send(message: ToRenewer): void {
    const port = this.#port
    port.postMessage(message)
  }
}

/** By itself: of a "new Worker" around it webpack makes something that does not run. */
function entryUrl(): URL {
  return new URL('./lease-renewer.entry.ts', import.meta.url)
}
