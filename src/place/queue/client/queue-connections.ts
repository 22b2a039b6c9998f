import { ToolError } from '../../../call/errors/error.ts'
import { makeClient, type RedisConnection } from '../../../util/redis/connection.ts'
import type { BullQueue, OptionalPackages, RedisClient } from '../optional-packages.ts'
import { queueKeys, type QueueKeys } from '../scripts/queue-keys.ts'
import { QueueScripts } from '../scripts/queue-scripts.ts'
import { Heartbeat } from '../../../util/redis/heartbeat.ts'
import { checkServer, type Eviction } from '../../../util/redis/server.ts'

export const queueEviction: Eviction = {
  drops: 'jobs and locks',
  harm: 'calls are lost or run twice',
}

export interface QueueConnectionsOptions {
  readonly connection: RedisConnection
  readonly queue: string
  readonly prefix: string
}

export interface QueueConnectionsHandlers {
  /** Connected, for the first time or again, to a server that may be used. */
  onUp(): void
  /** The server may not be used. */
  onRefusal(error: ToolError): void
}

/**
 * An engine's connections to Redis: one for what it says, and one on which it waits for answers. They come up, and come
 * up again, by themselves.
 */
export class QueueConnections {
  readonly commands: RedisClient
  readonly reader: RedisClient
  readonly keys: QueueKeys
  readonly scripts: QueueScripts
  readonly #heartbeat: Heartbeat
  readonly #makeQueue: () => BullQueue
  readonly #handlers: QueueConnectionsHandlers
  #queue: BullQueue | undefined
  #up = false
  #refusal: ToolError | undefined
  #restarts = 0
  #runId: string | undefined
  #warned = new Set<string>()
  #busy = false
  #closed = false

  constructor(
    packages: OptionalPackages,
    { connection, queue, prefix }: QueueConnectionsOptions,
    handlers: QueueConnectionsHandlers,
  ) {
    // What was under way when the connection broke fails, and is looked into: sent again, it might happen twice.
    this.commands = makeClient(packages.Redis, connection, { maxRetriesPerRequest: 0 })
    // This one, too: from where to read is said anew.
    this.reader = this.commands.duplicate()
    this.#heartbeat = new Heartbeat(this.commands)
    this.keys = queueKeys(prefix, queue)
    this.scripts = new QueueScripts(this.commands, this.keys)
    this.#handlers = handlers
    const options = { connection: this.commands, prefix, skipVersionCheck: true }
    this.#makeQueue = () => new packages.Queue(queue, options)
    for (const client of [this.commands, this.reader]) {
      client.on('error', (error: Error) => this.#warn('unreachable', `Redis: ${error.message}`))
      client.on('connect', () => this.keepAlive(this.#busy))
    }
    this.commands.on('ready', () => void this.check())
    this.commands.on('close', () => {
      this.#up = false
    })
    for (const client of [this.commands, this.reader]) client.connect().catch(() => {})
  }

  /** Whether commands can be sent. */
  get up(): boolean {
    return this.#up && this.commands.status === 'ready'
  }

  get closed(): boolean {
    return this.#closed
  }

  get refusal(): ToolError | undefined {
    return this.#refusal
  }

  /** How often Redis may have lost something since the first connection. */
  get restarts(): number {
    return this.#restarts
  }

  /** Which start of which server it is; undefined if that does not tell. */
  get runId(): string | undefined {
    return this.#runId
  }

  get queue(): BullQueue {
    if (this.#queue === undefined) {
      this.#queue = this.#makeQueue()
      // What it has to say comes back from its methods.
      this.#queue.on('error', () => {})
    }
    return this.#queue
  }

  /** Idle connections keep no process alive. */
  keepAlive(busy: boolean): void {
    this.#busy = busy
    if (busy && !this.#closed) this.#heartbeat.start()
    else this.#heartbeat.stop()
    for (const { stream } of [this.commands, this.reader])
      if (busy) stream?.ref?.()
      else stream?.unref?.()
  }

  /** Connects anew: a replica may be about to take over, or its address lead to the one that has. */
  leaveReplica(): void {
    this.#warn('unreachable', 'Redis: the server is a replica, which takes no writes.')
    this.#up = false
    for (const client of [this.commands, this.reader])
      if (client.status === 'ready') client.disconnect(true)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#heartbeat.stop()
    const closed = this.#queue?.close()
    for (const client of [this.commands, this.reader]) client.disconnect()
    await closed
  }

  /** Looks whether the server may be used. Never rejects. */
  async check(): Promise<void> {
    let check
    try {
      check = await checkServer(this.commands, queueEviction)
    } catch {
      // The connection is lost already; the next one is checked.
      return
    }
    if (this.#closed || this.commands.status !== 'ready') return
    const { runId, isReplica, refusal, warning } = check
    if (isReplica) return this.leaveReplica()
    if (warning !== undefined) this.#warn('policy', warning)
    if (this.#runId !== runId || runId === undefined) this.#restarts += 1
    this.#runId = runId
    this.#warned.delete('unreachable')
    this.#refusal =
      refusal === undefined
        ? undefined
        : new ToolError(refusal, { code: 'queue_server', nothingDone: true })
    if (this.#refusal !== undefined) return this.#handlers.onRefusal(this.#refusal)
    this.#up = true
    this.#handlers.onUp()
  }

  #warn(about: string, text: string): void {
    if (this.#closed || this.#warned.has(about)) return
    this.#warned.add(about)
    process.emitWarning(text, { type: 'FanfoldWarning', code: 'FANFOLD_QUEUE' })
  }
}
