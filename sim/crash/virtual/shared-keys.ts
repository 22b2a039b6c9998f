import type { KeyLease, KeyRequest, SharedKeys } from '../../../src/keys/shared-keys.ts'
import type { Clock } from '../../../src/util/clock.ts'
import type { Dice } from '../../dice.ts'
import { overlap } from '../facts.ts'

interface Held {
  readonly request: KeyRequest
  /** Whose: the engine's life. */
  readonly process: string
}

interface Waiting {
  readonly held: Held
  readonly grant: () => void
}

/** How long the leases of a dead engine last. */
const leaseMs = 15

/** Keys that engines share, as a service keeps them: first come, first served; some leases are lost. */
export class ModelledKeys {
  readonly #clock: Clock
  readonly #dice: Dice
  readonly #lostLeases: number
  readonly #note: (process: string, what: 'held' | 'lost', owner: string) => void
  readonly #held = new Set<Held>()
  #waiting: Waiting[] = []
  #token = 0

  constructor(
    clock: Clock,
    dice: Dice,
    lostLeases: number,
    note: (process: string, what: 'held' | 'lost', owner: string) => void,
  ) {
    this.#clock = clock
    this.#dice = dice
    this.#lostLeases = lostLeases
    this.#note = note
  }

  /** The service as one engine sees it. */
  for(process: string): SharedKeys {
    return {
      name: 'a modelled service',
      acquire: (request) => this.#acquire({ request, process }),
      close: async () => {},
    }
  }

  /** An engine has died: its leases run out. */
  die(process: string): void {
    this.#waiting = this.#waiting.filter(({ held }) => held.process !== process)
    for (const one of this.#held)
      if (one.process === process) this.#clock.setTimer(() => this.#free(one), leaseMs, undefined)
  }

  #acquire(held: Held): Promise<KeyLease> {
    const { signal } = held.request
    const { promise, resolve, reject } = Promise.withResolvers<KeyLease>()
    const waiting = { held, grant: () => resolve(this.#lease(held)) }
    signal.addEventListener('abort', () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiting)
      reject(signal.reason as Error)
    })
    this.#waiting.push(waiting)
    this.#grant()
    return promise
  }

  #lease(held: Held): KeyLease {
    const { owner, writes } = held.request
    const lost = new AbortController()
    this.#token += 1
    this.#note(held.process, 'held', owner)
    if (writes.length > 0 && this.#dice.chance(this.#lostLeases / 1_000)) {
      const lose = (): void => {
        if (!this.#held.has(held)) return
        this.#note(held.process, 'lost', owner)
        lost.abort()
        this.#free(held)
      }
      this.#clock.setTimer(lose, this.#dice.int(0, 40), undefined)
    }
    return { token: this.#token, lost: lost.signal, release: async () => this.#free(held) }
  }

  #free(held: Held): void {
    if (this.#held.delete(held)) this.#grant()
  }

  /** Nobody overtakes somebody whose keys overlap. */
  #grant(): void {
    const before: KeyRequest[] = [...this.#held].map(({ request }) => request)
    for (const waiting of this.#waiting) {
      const { held, grant } = waiting
      const isFree = !before.some((one) => conflict(one, held.request))
      before.push(held.request)
      if (!isFree) continue
      this.#waiting = this.#waiting.filter((one) => one !== waiting)
      this.#held.add(held)
      grant()
    }
  }
}

function conflict(one: KeyRequest, other: KeyRequest): boolean {
  const all = (keys: readonly string[]): boolean => keys.includes('*')
  const meet = (a: readonly string[], b: readonly string[]): boolean =>
    overlap(a, b) || (all(a) && b.length > 0) || (all(b) && a.length > 0)
  return (
    meet(one.writes, [...other.reads, ...other.writes]) ||
    meet(other.writes, [...one.reads, ...one.writes])
  )
}
