import type { RedisBase, RedisClass } from '../../util/redis/client.ts'
import { makeClient, type RedisConnection, type RedisOptions } from '../../util/redis/connection.ts'
import type { KeyNames } from './scripts/key-names.ts'
import { KeyScripts } from './scripts/key-scripts.ts'
import { checkServer, type Eviction } from '../../util/redis/server.ts'
import { threadOptions } from './thread-options.ts'

/** Arguments and answers of scripts are not to be changed on the way. */
export const plainAnswers: { readonly keyPrefix: string; readonly stringNumbers: boolean } = {
  keyPrefix: '',
  stringNumbers: false,
}

const eviction: Eviction = { drops: 'leases', harm: 'two engines get the same key' }

export interface KeyConnectionsOptions {
  readonly connection: RedisConnection
  readonly names: KeyNames
  readonly ttlMs: number
  /** On which this engine hears what it was granted. */
  readonly channel: string
}

export interface KeyConnectionsHandlers {
  /** Both connections are there, for the first time or again. Something may have been missed. */
  onUp(): void
  onDown(): void
  /** The server may not be used. */
  onRefusal(why: string): void
  /** A request of this engine was granted. */
  onGranted(id: string, token: number): void
  onError(error: Error): void
}

/**
 * An engine's connections to Redis: one for commands, and one on which it hears what it was granted. They connect, and
 * reconnect, by themselves.
 */
export class KeyConnections {
  readonly scripts: KeyScripts
  readonly #commands: RedisBase
  readonly #listener: RedisBase
  readonly #channel: string
  readonly #handlers: KeyConnectionsHandlers
  readonly #ready = new Set<RedisBase>()
  #users = 0
  #closed = false
  /** One error is reported for each time that Redis is away. */
  #reported = false

  constructor(Redis: RedisClass, options: KeyConnectionsOptions, handlers: KeyConnectionsHandlers) {
    const { connection, names, ttlMs, channel } = options
    // What was under way when the connection broke fails, and is sent again if it is still wanted.
    const house = { ...plainAnswers, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false }
    const timeouts = { commandTimeout: ttlMs / 2, connectTimeout: Math.max(ttlMs, 2_000) }
    this.#commands = makeClient(Redis, connection, { ...house, ...timeouts })
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

  /** Whether commands can be sent, and no grant would go unheard. */
  get up(): boolean {
    return this.#ready.size === 2
  }

  /** What another connection to the same server is made of, in a thread. */
  get plain(): RedisOptions {
    return threadOptions(this.#commands)
  }

  /** The connections are needed for one thing more. */
  retain(): void {
    this.#users += 1
    if (this.#users === 1) this.#keepAlive()
  }

  /** They are needed for one thing less: idle connections keep no process alive. */
  release(): void {
    this.#users -= 1
    if (this.#users === 0) this.#keepAlive()
  }

  #keepAlive(): void {
    for (const { stream } of [this.#commands, this.#listener])
      if (this.#users > 0) stream?.ref?.()
      else stream?.unref?.()
  }

  /** Reconnects, because the connections do not answer. */
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
      if (!this.#reported && !this.#closed) this.#handlers.onError(error)
      this.#reported = true
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
      this.#reported = false
      this.#handlers.onUp()
    })
    client.on('close', () => {
      if (this.#ready.delete(client) && this.#ready.size === 1) this.#handlers.onDown()
    })
  }

  async #check(): Promise<boolean> {
    const { refusal, isReplica } = await checkServer(this.#commands, eviction)
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
