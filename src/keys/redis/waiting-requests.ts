import { systemClock } from '../../util/clock.ts'
import { Alarm } from '../../util/alarm.ts'
import { keysError } from '../shared-keys-error.ts'
import type { LeaseRequest } from './lease-request.ts'
import type { KeyConnections } from './key-connections.ts'
import { thisMoment } from './moment.ts'
import type { Looked, Standing } from './scripts/key-scripts.ts'

export interface WaitingRequestsOptions {
  readonly connections: KeyConnections
  /** A new id for a place in line. */
  readonly newId: () => string
  /** It has its place in line, which is to be renewed. */
  readonly onPlace: (request: LeaseRequest) => void
  /** What has this id is not wanted any more. */
  readonly onLeave: (id: string) => void
  /** Redis granted it; false if that came too late to be relied on. */
  readonly onGrant: (request: LeaseRequest, token: number) => boolean
}

/**
 * The requests of one engine that wait. Redis publishes each grant. It is also asked: when it is back, because a grant may
 * have gone unheard, and when some lease may have run out, because then no engine may be left to release it.
 */
export class WaitingRequests {
  readonly #options: WaitingRequestsOptions
  /** In order of arrival. */
  readonly #open = new Set<LeaseRequest>()
  readonly #named = new Map<string, LeaseRequest>()
  readonly #lookAgain = new Alarm(systemClock, () => void this.#look(true))

  constructor(options: WaitingRequestsOptions) {
    this.#options = options
  }

  get all(): readonly LeaseRequest[] {
    return [...this.#open]
  }

  get(id: string): LeaseRequest | undefined {
    return this.#named.get(id)
  }

  add(request: LeaseRequest): void {
    this.#open.add(request)
    if (this.#options.connections.up) void this.#enter(request)
  }

  /** Redis is connected, for the first time or again. */
  onUp(): void {
    for (const request of this.#open) if (request.state === 'outside') void this.#enter(request)
    void this.#look(false)
  }

  onGranted(id: string, token: number): void {
    const request = this.#named.get(id)
    if (request === undefined) return
    // The grant may overtake the answer that the request has to wait.
    request.token = token
    if (request.state === 'waiting') this.#grant(request, token)
  }

  /** Redis has lost it, or it ran out. It starts over at the end of the line. */
  startOver(request: LeaseRequest): void {
    this.#forget(request)
    request.state = 'outside'
    request.id = ''
    request.asked = request.token = undefined
    this.add(request)
  }

  /** It is not wanted any more, or cannot be granted. */
  refuse(request: LeaseRequest, reason: unknown): void {
    if (!this.#open.has(request)) return
    this.#forget(request)
    request.state = 'ended'
    request.refuse(reason)
  }

  async #enter(request: LeaseRequest): Promise<void> {
    const again = request.id !== ''
    if (!again) request.id = this.#options.newId()
    const { id, info } = request
    request.state = 'entering'
    this.#named.set(id, request)
    const asked = thisMoment()
    try {
      const { scripts } = this.#options.connections
      const { found, dueInMs } = await scripts.enter(id, info, again)
      if (!this.#isAt(request, id, 'entering')) return
      if (found === 'missing') return this.startOver(request)
      request.state = 'waiting'
      request.noteKept(asked)
      this.#options.onPlace(request)
      const token = typeof found === 'object' ? found.token : request.token
      if (token !== undefined) this.#grant(request, token)
      else this.#lookIn(dueInMs)
    } catch (error) {
      if (this.#isAt(request, id, 'entering')) this.#onFailure(request, error as Error)
    }
  }

  #onFailure(request: LeaseRequest, error: Error): void {
    const { name, message } = error
    if (name === 'ReplyError' && !/^(READONLY|LOADING|MASTERDOWN)\b/.test(message))
      return this.refuse(request, keysError('keys_refused', `Redis refused it: ${message}`, error))
    // It keeps its id: if Redis has it by now, entering again finds its place, and only that.
    request.state = 'outside'
    if (this.#options.connections.up) this.#options.connections.reset()
  }

  #grant(request: LeaseRequest, token: number): void {
    if (!this.#options.onGrant(request, token)) return this.startOver(request)
    this.#open.delete(request)
    this.#named.delete(request.id)
    if (this.#open.size === 0) this.#lookAgain.set(undefined)
  }

  #lookIn(dueInMs: number): void {
    // A lease runs out only when its millisecond is over, and its holder may be about to renew it.
    if (dueInMs >= 0 && !this.#lookAgain.isSet) this.#lookAgain.set(systemClock.now() + dueInMs + 5)
  }

  /** @param inTime no grant should have gone unheard. */
  async #look(inTime: boolean): Promise<void> {
    const { connections } = this.#options
    const waiting = this.all.filter(({ state }) => state === 'waiting')
    if (waiting.length === 0 || !connections.up) return
    const ids = waiting.map(({ id }) => id)
    let looked: Looked<readonly Standing[]>
    try {
      looked = await connections.scripts.check(ids)
    } catch {
      return connections.reset()
    }
    let unheard = false
    for (const [index, request] of waiting.entries()) {
      const standing = looked.found[index]
      if (!this.#isAt(request, ids[index], 'waiting')) continue
      if (standing === 'missing') this.startOver(request)
      else if (typeof standing === 'object') {
        unheard = true
        this.#grant(request, standing.token)
      }
    }
    // A silent connection may be dead without an error.
    if (unheard && inTime) connections.reset()
    if (this.#open.size > 0) this.#lookIn(looked.dueInMs)
  }

  #isAt(request: LeaseRequest, id: string | undefined, state: LeaseRequest['state']): boolean {
    return request.id === id && request.state === state
  }

  #forget(request: LeaseRequest): void {
    this.#open.delete(request)
    if (this.#open.size === 0) this.#lookAgain.set(undefined)
    if (request.id === '') return
    this.#named.delete(request.id)
    this.#options.onLeave(request.id)
  }
}
