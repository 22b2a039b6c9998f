import type { AnyTool } from '../call/tool.ts'
import { KeyIndex } from '../keys/key-index.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import type { Clock } from '../util/clock.ts'
import type { Answer } from './answers.ts'
import type { Entry } from './entry.ts'

/** The cache forgets its oldest result beyond this many. */
const mostCached = 1_000

interface Cached {
  readonly key: string
  readonly value: unknown
  readonly reads: readonly string[]
  readonly untilMs: number
}

/** What a call that may share its result is to do. */
export type Shared =
  | { readonly kind: 'lead' }
  | { readonly kind: 'follow' }
  | { readonly kind: 'hit'; readonly value: unknown }

/**
 * Results that identical calls share, for tools that ask for it: `coalesce` joins calls that are under way at one time,
 * `cache` keeps a result for later ones. Only calls that change nothing can share, and a declared write of anything
 * that a cached call has read drops its result.
 */
export class SharedResults {
  readonly #clock: Clock
  readonly #wake: (entry: Entry) => void
  readonly #settle: (entry: Entry, answer: Answer | 'ok', value: unknown) => void
  readonly #leaders = new Map<string, { readonly leader: Entry; readonly followers: Set<Entry> }>()
  readonly #cached = new Map<string, Cached>()
  readonly #byKey = new KeyIndex<Cached>()

  constructor(
    clock: Clock,
    wake: (entry: Entry) => void,
    settle: (entry: Entry, answer: Answer | 'ok', value: unknown) => void,
  ) {
    this.#clock = clock
    this.#wake = wake
    this.#settle = settle
  }

  /** Asked when nothing but the limits keeps a call back. */
  enter(entry: Entry): Shared {
    const { tool, effects } = entry
    if (tool === undefined || !(tool.coalesce || tool.cache)) return { kind: 'lead' }
    // What it has read is not known, so nobody could tell when its result is true no more.
    if (effects?.fault !== undefined) return { kind: 'lead' }
    const key = keyOf(tool, entry)
    if (key === undefined) return { kind: 'lead' }
    const cached = tool.cache ? this.#fresh(key) : undefined
    if (cached !== undefined) return { kind: 'hit', value: cached.value }
    const flight = this.#leaders.get(key)
    // A call inside others that followed might wait, by way of a slot, for itself: it runs on its own.
    if (entry.turn.parent !== undefined && flight !== undefined) return { kind: 'lead' }
    entry.sharedKey = key
    if (flight === undefined) {
      this.#leaders.set(key, { leader: entry, followers: new Set() })
      return { kind: 'lead' }
    }
    flight.followers.add(entry)
    return { kind: 'follow' }
  }

  /** A call has settled: its followers with it, and what it has changed is cached no longer. */
  settled(entry: Entry, answer: Answer | 'ok', value: unknown): void {
    if (entry.attempts > 0 && entry.effects !== undefined && entry.effects.writes.length > 0)
      for (const key of entry.effects.writes)
        for (const cached of this.#byKey.overlapping(key)) this.#forget(cached)
    const { sharedKey } = entry
    const flight = sharedKey === undefined ? undefined : this.#leaders.get(sharedKey)
    if (sharedKey === undefined || flight === undefined) return
    if (flight.leader !== entry) {
      flight.followers.delete(entry)
      return
    }
    this.#leaders.delete(sharedKey)
    if (answer === 'ok') this.#keep(sharedKey, entry, value)
    // A leader that was stopped says nothing about its followers: one of them leads on.
    const ownEnd = answer === 'ok' || answer.status === 'failed' || answer.status === 'timed-out'
    for (const follower of flight.followers)
      if (ownEnd && !entry.stopped) this.#settle(follower, answer, value)
      else this.#wake(follower)
  }

  #keep(key: string, { tool, effects }: Entry, value: unknown): void {
    if (!tool?.cache) return
    const cached = {
      key,
      value,
      reads: effects?.reads ?? [],
      untilMs: this.#clock.now() + tool.cache.ttlMs,
    }
    this.#cached.set(key, cached)
    for (const read of cached.reads) this.#byKey.add(read, cached)
    const oldest = this.#cached.size > mostCached ? this.#cached.values().next().value : undefined
    if (oldest !== undefined) this.#forget(oldest)
  }

  #fresh(key: string): Cached | undefined {
    const cached = this.#cached.get(key)
    if (cached === undefined || cached.untilMs > this.#clock.now()) return cached
    this.#forget(cached)
    return undefined
  }

  #forget(cached: Cached): void {
    this.#cached.delete(cached.key)
    for (const read of cached.reads) this.#byKey.remove(read, cached)
  }
}

/** Undefined if JSON cannot hold the input, which then equals no other: it may have come from another tool. */
function keyOf(tool: AnyTool, entry: Entry): string | undefined {
  try {
    const key = `${tool.name} ${canonicalJson(entry.input)}`
    return key
  } catch {
    return undefined
  }
}
