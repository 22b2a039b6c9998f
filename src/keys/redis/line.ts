import { systemClock } from '../../util/clock.ts'
import { Alarm } from '../../util/alarm.ts'
import { keysError } from '../shared-keys-error.ts'
import type { KeyClaim } from './claim.ts'
import type { KeyLink } from './link.ts'
import { thisMoment } from './moment.ts'
import type { Looked, Standing } from './scripts.ts'

export interface LineOptions {
  readonly link: KeyLink
  /** A new name for a place in line. */
  readonly newId: () => string
  /** Redis has it: it is to be renewed. */
  readonly onPlace: (claim: KeyClaim) => void
  /** What has this name is not wanted any more. */
  readonly onLeave: (id: string) => void
  /** Redis granted it; false if that came too late to be relied on. */
  readonly onGrant: (claim: KeyClaim, token: number) => boolean
}

/**
 * Those of one engine who wait. Redis tells when one is granted; it is asked when it is there again, for something may have
 * gone unheard, and when a lease of somebody may have run out, for then nobody else may be there to tell.
 */
export class Line {
  readonly #options: LineOptions
  /** In order of arrival. */
  readonly #open = new Set<KeyClaim>()
  readonly #named = new Map<string, KeyClaim>()
  readonly #lookAgain = new Alarm(systemClock, () => void this.#look(true))

  constructor(options: LineOptions) {
    this.#options = options
  }

  get all(): readonly KeyClaim[] {
    return [...this.#open]
  }

  get(id: string): KeyClaim | undefined {
    return this.#named.get(id)
  }

  add(claim: KeyClaim): void {
    this.#open.add(claim)
    if (this.#options.link.up) void this.#enter(claim)
  }

  /** Redis is there, for the first time or again. */
  onUp(): void {
    for (const claim of this.#open) if (claim.state === 'outside') void this.#enter(claim)
    void this.#look(false)
  }

  onGranted(id: string, token: number): void {
    const claim = this.#named.get(id)
    if (claim === undefined) return
    // The news may overtake the answer that there is something to wait for.
    claim.token = token
    if (claim.state === 'waiting') this.#grant(claim, token)
  }

  /** Redis has lost it, or it ran out. It begins anew, at the end of the line. */
  startOver(claim: KeyClaim): void {
    this.#forget(claim)
    claim.state = 'outside'
    claim.id = ''
    claim.asked = claim.token = undefined
    this.add(claim)
  }

  /** One that is not wanted any more, or cannot be had. */
  refuse(claim: KeyClaim, reason: unknown): void {
    if (!this.#open.has(claim)) return
    this.#forget(claim)
    claim.state = 'ended'
    claim.refuse(reason)
  }

  async #enter(claim: KeyClaim): Promise<void> {
    if (claim.id === '') claim.id = this.#options.newId()
    const { id } = claim
    claim.state = 'entering'
    this.#named.set(id, claim)
    const asked = thisMoment()
    try {
      const { found, dueInMs } = await this.#options.link.scripts.enter(id, claim.info)
      if (!this.#isAt(claim, id, 'entering')) return
      claim.state = 'waiting'
      claim.noteKept(asked)
      this.#options.onPlace(claim)
      const token = typeof found === 'object' ? found.token : claim.token
      if (token !== undefined) this.#grant(claim, token)
      else this.#lookIn(dueInMs)
    } catch (error) {
      if (this.#isAt(claim, id, 'entering')) this.#onFailure(claim, error as Error)
    }
  }

  #onFailure(claim: KeyClaim, error: Error): void {
    const { name, message } = error
    if (name === 'ReplyError' && !/^(READONLY|LOADING|MASTERDOWN)\b/.test(message))
      return this.refuse(claim, keysError('keys_refused', `Redis refused it: ${message}`, error))
    // It keeps its name: if Redis has it by now, asking again finds its place.
    claim.state = 'outside'
    if (this.#options.link.up) this.#options.link.reset()
  }

  #grant(claim: KeyClaim, token: number): void {
    if (!this.#options.onGrant(claim, token)) return this.startOver(claim)
    this.#open.delete(claim)
    this.#named.delete(claim.id)
    if (this.#open.size === 0) this.#lookAgain.set(undefined)
  }

  #lookIn(dueInMs: number): void {
    // A lease runs out only when its millisecond is over; and whoever renews is not to be outrun.
    if (dueInMs >= 0 && !this.#lookAgain.isSet) this.#lookAgain.set(systemClock.now() + dueInMs + 5)
  }

  /** @param inTime Nothing should have gone unheard. */
  async #look(inTime: boolean): Promise<void> {
    const { link } = this.#options
    const waiting = this.all.filter(({ state }) => state === 'waiting')
    if (waiting.length === 0 || !link.up) return
    const ids = waiting.map(({ id }) => id)
    let looked: Looked<readonly Standing[]>
    try {
      looked = await link.scripts.check(ids)
    } catch {
      return link.reset()
    }
    let unheard = false
    for (const [index, claim] of waiting.entries()) {
      const standing = looked.found[index]
      if (!this.#isAt(claim, ids[index], 'waiting')) continue
      if (standing === 'missing') this.startOver(claim)
      else if (typeof standing === 'object') {
        unheard = true
        this.#grant(claim, standing.token)
      }
    }
    // A connection on which nothing is heard may be dead without anybody having been told.
    if (unheard && inTime) link.reset()
    if (this.#open.size > 0) this.#lookIn(looked.dueInMs)
  }

  #isAt(claim: KeyClaim, id: string | undefined, state: KeyClaim['state']): boolean {
    return claim.id === id && claim.state === state
  }

  #forget(claim: KeyClaim): void {
    this.#open.delete(claim)
    if (this.#open.size === 0) this.#lookAgain.set(undefined)
    if (claim.id === '') return
    this.#named.delete(claim.id)
    this.#options.onLeave(claim.id)
  }
}
