import type { RedisBase, RedisClass } from '../../util/redis/client.ts'
import { makeClient, type RedisConnection } from '../../util/redis/connection.ts'
import type { RedisOptions } from '../../util/redis/connection.ts'
import type { KeyNames } from './names.ts'
import { KeyScripts } from './scripts.ts'
import { checkServer } from './server.ts'
import { threadOptions } from './thread-options.ts'

/** What programs are called with and answer is not to be changed on the way. */
export const plainAnswers: { readonly keyPrefix: string; readonly stringNumbers: boolean } = {
  keyPrefix: '',
  stringNumbers: false,
}

export interface LinkOptions {
  readonly connection: RedisConnection
  readonly names: KeyNames
  readonly ttlMs: number
  /** This engine's, on which it is told what it holds. */
  readonly channel: string
}

export interface LinkHandlers {
  /** Both connections are there, for the first time or again. Something may have been missed. */
  onUp(): void
  onDown(): void
  /** The server may not be used. */
  onRefusal(why: string): void
  /** A claim of this engine was granted. */
  onGranted(id: string, token: number): void
  onError(error: Error): void
}

/**
 * An engine's connections to Redis: one for what it asks, and one on which it is told what it holds. They come up, and
 * come up again, by themselves.
 */
export class KeyLink {
  readonly scripts: KeyScripts
  readonly #commands: RedisBase
  readonly #listener: RedisBase
  readonly #channel: string
  readonly #handlers: LinkHandlers
  readonly #ready = new Set<RedisBase>()
  #users = 0
  #closed = false
  /** One sentence for each time that Redis is away. */
  #told = false

  constructor(Redis: RedisClass, options: LinkOptions, handlers: LinkHandlers) {
    const { connection, names, ttlMs, channel } = options
    // What was under way when the connection broke fails, and is asked again by whoever still wants it.
    const house = { ...plainAnswers, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false }
    const patience = { commandTimeout: ttlMs / 2, connectTimeout: Math.max(ttlMs, 2_000) }
    this.#commands = makeClient(Redis, connection, { ...house, ...patience })
    this.#listener = this.#commands.duplicate({ autoResubscribe: false })
    this.scripts = new KeyScripts(this.#commands, names, ttlMs)
    this.#channel = channel
    this.#handlers = handlers
    this.#listener.on('message', (_channel: string, message: string) => {
      const [id = '', token] = message.split(' ')
      handlers.onGranted(id, Number(token))
    })
    this.#watch(this.#commands, () => this.#check())
    this.#watch(this.#listener, () => this.#subscribe())
  }

  connect(): void {
    if (this.#closed) return
    for (const client of [this.#commands, this.#listener]) client.connect().catch(() => {})
  }

  /** Whether anything can be asked, and nothing would go unheard. */
  get up(): boolean {
    return this.#ready.size === 2
  }

  /** What another connection to the same server is made of, in a thread. */
  get plain(): RedisOptions {
    return threadOptions(this.#commands)
  }

  /** Somebody begins to need the connections. */
  take(): void {
    this.#users += 1
    if (this.#users === 1) this.#keepAlive()
  }

  /** Somebody needs them no longer: idle connections keep no process alive. */
  give(): void {
    this.#users -= 1
    if (this.#users === 0) this.#keepAlive()
  }

  #keepAlive(): void {
    for (const { stream } of [this.#commands, this.#listener])
      if (this.#users > 0) stream?.ref?.()
      else stream?.unref?.()
  }

  /** Makes the connections anew: what they are asked is not answered. */
  reset(): void {
    if (this.#closed) return
    for (const client of [this.#commands, this.#listener]) client.disconnect(true)
  }

  close(): void {
    this.#closed = true
    for (const client of [this.#commands, this.#listener]) client.disconnect()
  }

  #watch(client: RedisBase, prepare: () => Promise<boolean>): void {
    client.on('error', (error: Error) => {
      if (!this.#told && !this.#closed) this.#handlers.onError(error)
      this.#told = true
    })
    client.on('connect', () => this.#keepAlive())
    client.on('ready', async () => {
      try {
        if (!(await prepare())) return
      } catch (error) {
        if (this.#closed) return
        if ((error as Error).name === 'ReplyError')
          this.#handlers.onRefusal((error as Error).message)
        // The next connection is prepared, too.
        else if (client.status === 'ready') client.disconnect(true)
        return
      }
      if (this.#closed || client.status !== 'ready') return
      this.#ready.add(client)
      if (!this.up) return
      this.#told = false
      this.#handlers.onUp()
    })
    client.on('close', () => {
      if (this.#ready.delete(client) && this.#ready.size === 1) this.#handlers.onDown()
    })
  }

  async #check(): Promise<boolean> {
    const { refusal, isReplica } = await checkServer(this.#commands)
    if (this.#closed) return false
    if (refusal !== undefined) this.#handlers.onRefusal(refusal)
    // It may be about to take over, or a Sentinel to say who has.
    else if (isReplica) this.#commands.disconnect(true)
    return refusal === undefined && !isReplica
  }

  async #subscribe(): Promise<boolean> {
    await this.#listener.subscribe(this.#channel)
    return true
  }
}
