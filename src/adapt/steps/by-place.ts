import { attemptAround } from '../../turn/run/nesting.ts'
import type { Step } from '../step.ts'

/** The steps that were asked for in one place, by what stands for their messages. */
class StepsOfPlace {
  readonly byObject = new WeakMap<object, Step>()
  readonly byName = new Map<string, Step>()
}

/**
 * The steps of a guard. One key stands for another step inside each attempt, and for one outside of all, wherever it is the same: calls
 * that hand on what they were given, and agents inside calls, must not take each other's calls for their own.
 */
export class StepsByPlace {
  readonly #outside = new StepsOfPlace()
  readonly #inside = new WeakMap<object, StepsOfPlace>()

  find(key: object | string): Step | undefined {
    const place = this.#here()
    return typeof key === 'string' ? place.byName.get(key) : place.byObject.get(key)
  }

  add(key: object, step: Step): Step {
    this.#here().byObject.set(key, step)
    return step
  }

  /** `make` is given what forgets the step. */
  addNamed(name: string, make: (forget: () => void) => Step): Step {
    const { byName } = this.#here()
    const step = make(() => {
      if (byName.get(name) === step) byName.delete(name)
    })
    byName.set(name, step)
    return step
  }

  #here(): StepsOfPlace {
    const attempt = attemptAround()
    if (attempt === undefined) return this.#outside
    let place = this.#inside.get(attempt)
    if (place === undefined) this.#inside.set(attempt, (place = new StepsOfPlace()))
    return place
  }
}
