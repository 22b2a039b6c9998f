import { randomUUID } from 'node:crypto'
import type { RedisClass } from '../../util/redis/client.ts'
import type { RedisConnection } from '../../util/redis/connection.ts'
import { keysClosed, keysError } from '../shared-keys-error.ts'
import type { KeyLease, KeyRequest } from '../shared-keys.ts'
import { KeyClaim } from './claim.ts'
import { forgotten, unreachable } from './faults.ts'
import { Holdings } from './holdings.ts'
import { Keeper } from './keeper.ts'
import type { Renewal } from './keeper-messages.ts'
import { Leavings } from './leavings.ts'
import { Line } from './line.ts'
import { KeyLink } from './link.ts'
import type { KeyNames } from './names.ts'
import { Patience } from './patience.ts'

export interface DeskOptions {
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
 * 1. A claim is first in the line, then among the holdings, then in neither.
 * 2. Whatever has a name in Redis and is wanted is renewed by the keeper, waiting or held; whatever is not wanted any more
 *    is given back, or runs out because nobody renews it.
 * 3. A name stands for one place in line, so that asking twice is asking once.
 */
export class KeyDesk {
  readonly #options: DeskOptions
  readonly #session: string = randomUUID()
  readonly #link: KeyLink
  readonly #keeper: Keeper
  readonly #leavings: Leavings
  readonly #patience: Patience
  readonly #line: Line
  readonly #holdings: Holdings
  #names = 0
  /** The server may not be used, as it was found when somebody last asked. */
  #isRefused = false

  /** @throws {UsageError} if the connection cannot be made in a thread, too. */
  constructor(Redis: RedisClass, options: DeskOptions) {
    this.#options = options
    const { name, connection, names, ttlMs, acquireTimeoutMs, onError } = options
    const channel = names.told + this.#session
    const link = new KeyLink(
      Redis,
      { connection, names, ttlMs, channel },
      {
        onUp: () => this.#onUp(),
        onDown: () => this.#patience.start(this.#line.all),
        onRefusal: (why) => {
          this.#isRefused = true
          this.#refuseAll(keysError('keys_refused', why))
        },
        onGranted: (id, token) => this.#line.onGranted(id, token),
        onError,
      },
    )
    const hear = (renewal: Renewal): void => this.#hear(renewal)
    const keeper = new Keeper({ connection: link.plain, names, ttlMs, hear, onError })
    const leavings = new Leavings(link, ttlMs)
    const leave = async (id: string): Promise<void> => {
      keeper.drop(id)
      await leavings.leave([id])
    }
    this.#link = link
    this.#keeper = keeper
    this.#leavings = leavings
    this.#patience = new Patience(acquireTimeoutMs, (claim) =>
      this.#line.refuse(claim, unreachable(name, acquireTimeoutMs)),
    )
    this.#holdings = new Holdings({
      ttlMs,
      catchUp: () => keeper.drain(),
      onRelease: ({ id }) => leave(id),
      onLost: ({ id }) => keeper.drop(id),
    })
    this.#line = new Line({
      link,
      newId: () => `${this.#session}.${(this.#names += 1)}`,
      onPlace: ({ id }) => keeper.hold(id),
      onLeave: (id) => void leave(id),
      onGrant: (claim, token) => this.#grant(claim, token),
    })
    // The first lease, if it is short, would wait for the thread for too long.
    void keeper.ready.then(() => link.connect())
  }

  async acquire(request: KeyRequest): Promise<KeyLease> {
    const { signal } = request
    signal.throwIfAborted()
    const claim = new KeyClaim(request)
    const onAbort = (): void => this.#line.refuse(claim, signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#link.take()
    this.#line.add(claim)
    // It may have been mended by now.
    if (this.#isRefused) this.#link.reset()
    this.#isRefused = false
    if (!this.#link.up) this.#patience.start([claim])
    try {
      return await claim.lease
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#patience.end(claim)
      this.#link.give()
    }
  }

  /** Gives everything back, as far as Redis can be told. */
  async close(): Promise<void> {
    const closed = keysClosed(this.#options.name)
    const held = this.#holdings.all
    const ids = [...held, ...this.#line.all].map(({ id }) => id).filter((id) => id !== '')
    for (const claim of held) this.#holdings.lose(claim, closed)
    this.#refuseAll(closed)
    this.#holdings.close()
    await Promise.all([this.#leavings.leave(ids), this.#keeper.close()])
    this.#link.close()
  }

  #onUp(): void {
    this.#patience.endAll()
    void this.#leavings.flush()
    this.#line.onUp()
  }

  #grant(claim: KeyClaim, token: number): boolean {
    this.#keeper.drain()
    if (this.#holdings.restMs(claim) <= 0) return false
    claim.grant(this.#holdings.hold(claim, token))
    return true
  }

  #hear({ asked, renewed, missing }: Renewal): void {
    for (const id of renewed) (this.#holdings.get(id) ?? this.#line.get(id))?.noteKept(asked)
    for (const id of missing) {
      const held = this.#holdings.get(id)
      if (held !== undefined) this.#holdings.lose(held, forgotten())
      const waiting = this.#line.get(id)
      if (waiting?.state === 'waiting') this.#line.startOver(waiting)
    }
  }

  #refuseAll(reason: Error): void {
    for (const claim of this.#line.all) this.#line.refuse(claim, reason)
  }
}
