import { randomUUID } from 'node:crypto'
import type { RedisClass } from '../../util/redis/client.ts'
import type { RedisConnection } from '../../util/redis/connection.ts'
import { keysClosed, keysError } from '../shared-keys-error.ts'
import type { KeyLease, KeyRequest } from '../shared-keys.ts'
import { LeaseRequest } from './lease-request.ts'
import { forgotten, unreachable } from './faults.ts'
import { HeldLeases } from './held-leases.ts'
import { LeaseRenewer } from './renewal/lease-renewer.ts'
import type { Renewal } from './renewal/renewal-messages.ts'
import { PendingReleases } from './pending-releases.ts'
import { WaitingRequests } from './waiting-requests.ts'
import { KeyConnections } from './key-connections.ts'
import type { KeyNames } from './scripts/key-names.ts'
import { UnreachableTimeouts } from './unreachable-timeouts.ts'

export interface KeyClientOptions {
  readonly name: string
  readonly connection: RedisConnection
  readonly names: KeyNames
  readonly ttlMs: number
  readonly acquireTimeoutMs: number
  readonly onError: (error: Error) => void
}

/**
 * One engine's side of the shared keys.
 *
 * 1. A request is first among those that wait, then among the leases, then in neither.
 * 2. What has an id in Redis and is wanted is renewed, waiting or held; what is not wanted any more is released, or
 *    runs out because nothing renews it.
 * 3. An id stands for one place in line, so that asking twice is asking once.
 */
export class KeyClient {
  readonly #options: KeyClientOptions
  readonly #session: string = randomUUID()
  readonly #connections: KeyConnections
  readonly #renewer: LeaseRenewer
  readonly #releases: PendingReleases
  readonly #timeouts: UnreachableTimeouts
  readonly #waiting: WaitingRequests
  readonly #leases: HeldLeases
  #lastId = 0
  /** The server may not be used, as it was found at the last request. */
  #isRefused = false

  /** @throws {UsageError} if the connection cannot be made in a thread, too. */
  constructor(Redis: RedisClass, options: KeyClientOptions) {
    this.#options = options
    const { name, connection, names, ttlMs, acquireTimeoutMs, onError } = options
    const channel = names.grants + this.#session
    const connections = new KeyConnections(
      Redis,
      { connection, names, ttlMs, channel },
      {
        onUp: () => this.#onUp(),
        onDown: () => this.#timeouts.start(this.#waiting.all),
        onRefusal: (why) => {
          this.#isRefused = true
          this.#refuseAll(keysError('keys_refused', why))
        },
        onGranted: (id, token) => this.#waiting.onGranted(id, token),
        onError,
      },
    )
    const onRenewal = (renewal: Renewal): void => this.#onRenewal(renewal)
    const renewer = new LeaseRenewer({
      connection: connections.plain,
      names,
      ttlMs,
      onRenewal,
      onError,
    })
    const releases = new PendingReleases(connections, ttlMs)
    const leave = async (id: string): Promise<void> => {
      renewer.drop(id)
      await releases.release([id])
    }
    this.#connections = connections
    this.#renewer = renewer
    this.#releases = releases
    this.#timeouts = new UnreachableTimeouts(acquireTimeoutMs, (request) =>
      this.#waiting.refuse(request, unreachable(name, acquireTimeoutMs)),
    )
    this.#leases = new HeldLeases({
      ttlMs,
      catchUp: () => renewer.drain(),
      onRelease: ({ id }) => leave(id),
      onLost: ({ id }) => renewer.drop(id),
    })
    this.#waiting = new WaitingRequests({
      connections,
      newId: () => `${this.#session}.${(this.#lastId += 1)}`,
      onPlace: (request) => {
        this.#timeouts.end(request)
        renewer.hold(request.id)
      },
      onLeave: (id) => void leave(id),
      onGrant: (request, token) => this.#grant(request, token),
    })
    // The first lease, if it is short, would wait for the thread for too long.
    void renewer.ready.then(() => connections.connect())
  }

  async acquire(wanted: KeyRequest): Promise<KeyLease> {
    const { signal } = wanted
    signal.throwIfAborted()
    const request = new LeaseRequest(wanted)
    const onAbort = (): void => this.#waiting.refuse(request, signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#connections.retain()
    this.#waiting.add(request)
    // The server may have been put right by now.
    if (this.#isRefused) this.#connections.reset()
    this.#isRefused = false
    if (!this.#connections.up) this.#timeouts.start([request])
    try {
      return await request.lease
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#timeouts.end(request)
      this.#connections.release()
    }
  }

  /** Releases everything, as far as Redis can be reached. */
  async close(): Promise<void> {
    const closed = keysClosed(this.#options.name)
    const held = this.#leases.all
    const ids = [...held, ...this.#waiting.all].map(({ id }) => id).filter((id) => id !== '')
    for (const request of held) this.#leases.lose(request, closed)
    this.#refuseAll(closed)
    this.#leases.close()
    await Promise.all([this.#releases.release(ids), this.#renewer.close()])
    this.#connections.close()
  }

  #onUp(): void {
    // A server that answers may yet take no writes: the time of the others runs until it has them.
    for (const request of this.#waiting.all)
      if (request.state === 'waiting') this.#timeouts.end(request)
    void this.#releases.flush()
    this.#waiting.onUp()
  }

  #grant(request: LeaseRequest, token: number): boolean {
    this.#renewer.drain()
    if (this.#leases.restMs(request) <= 0) return false
    request.grant(this.#leases.hold(request, token))
    return true
  }

  #onRenewal({ asked, renewed, missing }: Renewal): void {
    for (const id of renewed) (this.#leases.get(id) ?? this.#waiting.get(id))?.noteKept(asked)
    for (const id of missing) {
      const held = this.#leases.get(id)
      if (held !== undefined) this.#leases.lose(held, forgotten())
      const waiting = this.#waiting.get(id)
      if (waiting?.state === 'waiting') this.#waiting.startOver(waiting)
    }
  }

  #refuseAll(reason: Error): void {
    for (const request of this.#waiting.all) this.#waiting.refuse(request, reason)
  }
}
