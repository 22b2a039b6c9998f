import { AsyncLocalStorage } from 'node:async_hooks'

interface Within {
  readonly step: object
  readonly outer: Within | undefined
}

const bodies = new AsyncLocalStorage<Within>()

/** A body that is known to be one of this step's while it runs. */
export function bodyOf<Given extends never[]>(
  step: object,
  body: (...given: Given) => unknown,
): (...given: Given) => unknown {
  return (...given) => bodies.run({ step, outer: bodies.getStore() }, () => body(...given))
}

/** Whether a body of the step is what asks, or something inside it. */
export function isInBodyOf(step: object): boolean {
  for (let within = bodies.getStore(); within !== undefined; within = within.outer)
    if (within.step === step) return true
  return false
}
