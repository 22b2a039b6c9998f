import type { Engine } from './contract.ts'
import { crossingsOf } from './keys/other-engines.ts'
import type { Life } from './life.ts'

/** What an engine holds for the calls of its open turns: all zero when no turn is open. `cached` results may stay. */
export type Holdings = Readonly<Record<string, number>>

const lives = new WeakMap<Engine, Life>()

export function note(engine: Engine, life: Life): void {
  lives.set(engine, life)
}

/** Undefined for what is no engine of this copy of the package. */
export function lifeOf(engine: Engine): Life | undefined {
  return lives.get(engine)
}

/** Counts all that an engine holds, for tests. */
export function holdings(engine: Engine): Holdings {
  const life = lives.get(engine)
  if (life === undefined) return {}
  const { unfinished, timers, keys, leases, shared, common, attempts, keeping, records } = life
  const { waiting, lenders } = attempts.limiter
  return {
    calls: unfinished.calls,
    inside: unfinished.inside,
    timers: timers.size,
    keys: keys.size,
    noted: keys.noted,
    crossings: crossingsOf(life),
    leases: leases?.size ?? 0,
    sharing: shared.flights.size,
    retrying: common.retry.size,
    cached: shared.cache.size,
    keeping: keeping.size,
    joined: records?.others.owners.joined ?? 0,
    waiting: waiting + keys.waiting,
    lenders,
    permits: attempts.limits.taken(),
  }
}
