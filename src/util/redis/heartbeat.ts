import { nextTurn, systemClock, type Clock, type TimerHandle } from '../clock.ts'
import type { RedisBase } from './client.ts'

/** How long a connection may leave a question unanswered; a server may stand still for seconds while it writes its data down. */
const everyMs = 5_000

type Client = Pick<RedisBase, 'status' | 'stream' | 'ping' | 'disconnect'>

/**
 * Asks a server regularly whether it is there, and has a connection that does not answer made anew: nobody else says that the
 * other end is gone if what lies between (a firewall, a balancer) is silent.
 */
export class Heartbeat {
  readonly #client: Client
  readonly #clock: Clock
  #timer: TimerHandle | undefined
  /** The connection that was asked, and has not answered yet. */
  #asked: Client['stream'] | undefined

  constructor(client: Client, clock: Clock = systemClock) {
    this.#client = client
    this.#clock = clock
  }

  start(): void {
    this.#timer ??= this.#clock.setTimer(() => this.#beat(), everyMs, undefined)
  }

  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer)
    this.#timer = this.#asked = undefined
  }

  #beat(): void {
    this.#timer = undefined
    this.start()
    const { stream } = this.#client
    if (stream === undefined || stream !== this.#asked) return this.#ask(stream)
    void this.#connectAnew(stream)
  }

  async #connectAnew(stream: Client['stream']): Promise<void> {
    // While this thread was busy, the answer may have come and not been read.
    await nextTurn()
    if (this.#asked === stream && this.#client.stream === stream) this.#client.disconnect(true)
    this.#asked = undefined
  }

  #ask(stream: Client['stream']): void {
    const { status } = this.#client
    // A client that has connected asks by itself whether the server is ready.
    this.#asked = status === 'ready' || status === 'connect' ? stream : undefined
    if (status !== 'ready') return
    const heard = (): void => {
      if (this.#asked === stream) this.#asked = undefined
    }
    this.#client.ping().then(heard, heard)
  }
}
