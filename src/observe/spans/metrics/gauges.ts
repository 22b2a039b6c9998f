import type { Meter, ObservableResult } from '@opentelemetry/api'
import type { BreakerState } from '../../../attempt/breaker.ts'
import type { Life } from '../../../turn/life.ts'

const states: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 }

/** What a meter looks at by itself: the limits and breakers of all engines that are observed by it, added up by name. */
class Gauges {
  readonly #engines = new Set<WeakRef<Life>>()
  /** With so many it is looked which are left: nobody may ever ask. */
  #most = 64

  constructor(meter: Meter) {
    meter
      .createObservableUpDownCounter('fanfold.calls.in_flight', {
        description:
          'Attempts that hold a permit of a limit; `engine` are the slots of `concurrency`.',
        unit: '{attempt}',
      })
      .addCallback((result) => this.#tellTaken(result))
    meter
      .createObservableGauge('fanfold.breaker.state', {
        description: 'Of a limit’s breaker: 0 closed, 1 half-open, 2 open.',
      })
      .addCallback((result) => this.#tellBreakers(result))
  }

  add(life: Life): void {
    this.#engines.add(new WeakRef(life))
    if (this.#engines.size < this.#most) return
    const left = [...this.#alive()].length
    this.#most = Math.max(64, 2 * left)
  }

  #tellTaken(result: ObservableResult): void {
    const taken = new Map<string, number>()
    for (const { attempts } of this.#alive())
      for (const [name, count] of attempts.limits.takenByName())
        taken.set(name, (taken.get(name) ?? 0) + count)
    for (const [name, count] of taken) result.observe(count, { 'fanfold.limit.name': name })
  }

  /** Of breakers of one name the worst. */
  #tellBreakers(result: ObservableResult): void {
    const worst = new Map<string, number>()
    for (const { attempts } of this.#alive())
      for (const [name, { state }] of attempts.guards.ofLimits)
        worst.set(name, Math.max(worst.get(name) ?? 0, states[state]))
    for (const [name, state] of worst) result.observe(state, { 'fanfold.limit.name': name })
  }

  *#alive(): Generator<Life> {
    for (const reference of this.#engines) {
      const life = reference.deref()
      if (life === undefined) this.#engines.delete(reference)
      else yield life
    }
  }
}

const byMeter = new WeakMap<Meter, Gauges>()

/** Has a meter look at an engine, for as long as anybody else keeps it. */
export function gauge(meter: Meter, life: Life): void {
  let gauges = byMeter.get(meter)
  if (gauges === undefined) byMeter.set(meter, (gauges = new Gauges(meter)))
  gauges.add(life)
}
