import { touches } from '../../call/effects.ts'
import { keysUnreachable } from '../../call/errors/call-failure.ts'
import { show } from '../../call/expect.ts'
import type { KeyLease, SharedKeys } from '../../keys/shared-keys.ts'
import { nameOf } from '../../util/name-of.ts'
import { onAbort } from '../../util/on-abort.ts'
import { scopedId } from '../../util/scoped-id.ts'
import type { CallRecord } from '../call-record.ts'
import type { EngineKeys } from './engine-keys.ts'
import { isInside } from './wait-graph.ts'
import type { Keys } from './family.ts'

/** What a call is to the other engines: it stands in line, or holds its keys. */
interface Request {
  readonly wanted: AbortController
  lease: KeyLease | undefined
  /** Its loss is heard of no more: a signal may be that of many leases. */
  unwatch: (() => void) | undefined
}

/**
 * The keys of an engine's calls among engines elsewhere. A call asks for its own once it holds them here, so that of the
 * calls here only one at a time stands in line for a key. What a call around it holds it does not ask for.
 */
export class EngineLeases {
  readonly #shared: SharedKeys
  readonly #keys: EngineKeys
  readonly #requests: Map<CallRecord, Request> = new Map()
  readonly #stop: (call: CallRecord, message: string) => void

  /** @param stop is called for a call whose lease is lost. */
  constructor(
    shared: SharedKeys,
    keys: EngineKeys,
    stop: (call: CallRecord, message: string) => void,
  ) {
    this.#shared = shared
    this.#keys = keys
    this.#stop = stop
  }

  get name(): string {
    return nameOf(this.#shared, 'a service')
  }

  get size(): number {
    return this.#requests.size
  }

  /** Asks for the keys of a call, the first time, and says whether it holds them. */
  hold(call: CallRecord): boolean {
    let request = this.#requests.get(call)
    if (request === undefined) {
      const keys = this.#keys.own(call)
      if (!touches(keys)) return true
      request = { wanted: new AbortController(), lease: undefined, unwatch: undefined }
      this.#requests.set(call, request)
      this.#keys.leasing.add(call)
      void this.#acquire(call, request, keys)
    }
    return request.lease !== undefined
  }

  /** The calls around a call that hold what it stands in line for: it gets that when they have ended. */
  *blockers(call: CallRecord): Generator<CallRecord> {
    if (!this.#keys.leasing.has(call)) return
    for (const outer of this.#keys.beyondOuter(call))
      if (outer.call.lease !== undefined) yield outer.call
  }

  /** The calls inside a call for which it is one of those. */
  *waiters(holder: CallRecord): Generator<CallRecord> {
    if (holder.lease === undefined) return
    for (const call of this.#keys.leasing)
      if (isInside(call, holder))
        for (const outer of this.#keys.beyondOuter(call)) if (outer.call === holder) yield call
  }

  /** Gives back what a call holds, or stands in line for. */
  release(call: CallRecord): void {
    const request = this.#requests.get(call)
    if (request === undefined) return
    this.#requests.delete(call)
    this.#keys.leasing.delete(call)
    call.lease = undefined
    request.unwatch?.()
    request.wanted.abort(new Error('The call wants these keys no more.'))
    if (request.lease !== undefined) void giveBack(request.lease)
  }

  async #acquire(call: CallRecord, request: Request, keys: Keys): Promise<void> {
    const owner = scopedId(call.turn.id, call.key)
    const { mover } = call.turn
    try {
      const { signal } = request.wanted
      const lease = expectLease(await this.#shared.acquire({ ...keys, owner, signal }))
      if (this.#requests.get(call) !== request) {
        await giveBack(lease)
        return
      }
      request.lease = lease
      this.#keys.leasing.delete(call)
      call.lease = { token: lease.token, lookAgain: () => this.#lookAgain(call, lease) }
      request.unwatch = onAbort(lease.lost, () => this.#onLost(call))
      mover.wake(call)
    } catch (fault) {
      // One that asks no more has settled, or asks anew.
      if (this.#requests.get(call) === request)
        mover.settle(call, keysUnreachable(call.call.name, this.name, fault))
    }
    mover.flush()
  }

  /** Of a lease that ran out while the process stood still, a listener hears only when its signal is read again. */
  #lookAgain(call: CallRecord, lease: KeyLease): void {
    try {
      if (!lease.lost.aborted) return
    } catch {
      // Of one that cannot be read nobody can tell whether it is held.
    }
    this.#onLost(call)
  }

  /** Somebody else may hold the keys: the call must not go on as if they were its own. */
  #onLost(call: CallRecord): void {
    this.#stop(
      call,
      `Its lease of keys shared by ${this.name} was lost, so another engine may hold them.`,
    )
  }
}

function expectLease(given: KeyLease): KeyLease {
  if (given?.lost instanceof AbortSignal && typeof given.release === 'function') return given
  throw new TypeError(`Expected \`acquire\` to give a lease, got ${show(given)}.`)
}

/** One that cannot be given back runs out by itself. */
async function giveBack(lease: KeyLease): Promise<void> {
  try {
    await lease.release()
  } catch {
    // Nobody is left who could act on it.
  }
}
