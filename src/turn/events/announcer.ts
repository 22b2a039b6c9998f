import type { TurnEvent } from '../../call/report/event.ts'
import type { Scope } from '../scope.ts'

export type Watcher = (event: TurnEvent) => void

interface Announcement {
  readonly event: TurnEvent
  readonly watchers: readonly Watcher[]
  /** Their turn's context. */
  readonly scope: Scope
}

/**
 * Tells the watchers of an engine's turns what happens, one event after the other: what one of them causes, all hear after
 * what it was told. Nobody moves meanwhile, so that what happens is told before anything comes of it.
 */
export class Announcer {
  readonly #queue: Announcement[] = []
  readonly #mover: { keepStill(run: () => void): void; flushSoon(): void }
  readonly #tellAll: () => void = this.#tellThem.bind(this)
  #telling = false

  constructor(mover: { keepStill(run: () => void): void; flushSoon(): void }) {
    this.#mover = mover
  }

  tell(event: TurnEvent, watchers: readonly Watcher[], scope: Scope): void {
    this.#queue.push({ event, watchers, scope })
    if (this.#telling) return
    this.#telling = true
    try {
      this.#mover.keepStill(this.#tellAll)
    } finally {
      this.#telling = false
    }
    // What they did may let somebody move.
    this.#mover.flushSoon()
  }

  #tellThem(): void {
    // Grows meanwhile.
    for (const { event, watchers, scope } of this.#queue)
      for (const watcher of watchers) scope.run(watcher, event)
    this.#queue.length = 0
  }
}
