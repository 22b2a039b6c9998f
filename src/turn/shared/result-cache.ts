import { KeyIndex } from '../../keys/key-index.ts'
import type { Clock } from '../../util/clock.ts'

/** The cache forgets its oldest result beyond this many. */
const mostCached = 1_000

interface Cached {
  readonly key: string
  readonly value: unknown
  readonly reads: readonly string[]
  readonly untilMs: number
}

/** Results that serve later calls for a while. A declared write of anything that a cached call has read drops its result. */
export class ResultCache {
  readonly #clock: Clock
  readonly #cached = new Map<string, Cached>()
  readonly #byKey = new KeyIndex<Cached>()
  /** Since what is too old was last looked for. */
  #sets = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#cached.size
  }

  get(key: string): { readonly value: unknown } | undefined {
    const cached = this.#cached.get(key)
    if (cached === undefined || cached.untilMs > this.#clock.now()) return cached
    this.#forget(cached)
    return undefined
  }

  set(key: string, value: unknown, reads: readonly string[], ttlMs: number): void {
    const before = this.#cached.get(key)
    if (before !== undefined) this.#forget(before)
    const cached = { key, value, reads, untilMs: this.#clock.now() + ttlMs }
    this.#cached.set(key, cached)
    for (const read of reads) this.#byKey.add(read, cached)
    this.#sets += 1
    // What is too old may never be asked for again. A sweep for every so many is little for each.
    if (this.#sets * 8 > this.#cached.size) this.#sweep()
    const oldest = this.#cached.size > mostCached ? this.#cached.values().next().value : undefined
    if (oldest !== undefined) this.#forget(oldest)
  }

  /** Something may have changed what is under these keys. */
  drop(keys: readonly string[]): void {
    if (this.#cached.size === 0) return
    for (const key of keys) for (const cached of this.#byKey.overlapping(key)) this.#forget(cached)
  }

  #sweep(): void {
    this.#sets = 0
    const nowMs = this.#clock.now()
    for (const cached of this.#cached.values()) if (cached.untilMs <= nowMs) this.#forget(cached)
  }

  #forget(cached: Cached): void {
    this.#cached.delete(cached.key)
    for (const read of cached.reads) this.#byKey.remove(read, cached)
  }
}
