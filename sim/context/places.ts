import { AsyncLocalStorage } from 'node:async_hooks'
import type { Stage } from '../small/stage.ts'

/** Where code runs: what a tracer, or whoever keeps tenants apart, finds in its AsyncLocalStorage. */
export interface Place {
  readonly name: string
  /** The calls that it is inside, outermost first. */
  readonly inside: readonly string[]
}

const here = new AsyncLocalStorage<Place>()

/** Who ought to run where. */
export class Places {
  readonly #stage: Stage
  readonly #turns = new Map<string, Place>()
  readonly #bodies = new Map<string, Place>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  get here(): Place {
    return here.getStore() ?? { name: 'nowhere', inside: [] }
  }

  /** Runs something in a new place. */
  in<T>(name: string, run: () => T, inside: readonly string[] = this.here.inside): T {
    return here.run({ name, inside }, run)
  }

  /** What runs from here on is elsewhere, as far as the storage goes. */
  leave(name: string): void {
    here.enterWith({ name, inside: this.here.inside })
  }

  /** A turn is made here. */
  made(turnId: string): void {
    this.#turns.set(turnId, this.here)
  }

  /** A span is put around an attempt: its body is to run in it. */
  around(callId: string, run: () => unknown): unknown {
    return this.in(`the span of ${callId}`, () => {
      this.#bodies.set(callId, this.here)
      return run()
    })
  }

  /** A callback of a turn is called. */
  expect(what: string, turnId: string): void {
    const place = this.#turns.get(turnId)
    if (place !== undefined && here.getStore() !== place)
      this.#stage.fail('told', `${what} of ${turnId} ran in ${this.here.name}, not ${place.name}`)
  }

  /** The body of a call is called. */
  expectBody(turnId: string, callId: string): void {
    const place = this.#bodies.get(callId) ?? this.#turns.get(turnId)
    if (place !== undefined && here.getStore() !== place)
      this.#stage.fail('told', `${callId} ran in ${this.here.name}, not ${place.name}`)
  }
}
