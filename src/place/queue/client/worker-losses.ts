import { ToolError } from '../../../call/errors/error.ts'
import { AttemptLost } from '../../attempt-lost.ts'

/** So many workers may die while they run a call before it is taken for what ends them. */
export const mostLosses = 2

/** Of so many calls it is known; of those before, what is known is forgotten. */
const mostCalls = 10_000

/**
 * Counts the workers that died while they ran a call. A call that ends its worker would end one after the other; those
 * beside it, which cannot be told from it at first, are lost with it once.
 */
export class WorkerLosses {
  readonly #byCall = new Map<string, number>()

  of(call: string): number {
    return this.#byCall.get(call) ?? 0
  }

  /** One more; returns how many there are. */
  note(call: string): number {
    const losses = this.of(call) + 1
    this.forget(call)
    this.#byCall.set(call, losses)
    const [oldest] = this.#byCall.keys()
    if (this.#byCall.size > mostCalls && oldest !== undefined) this.#byCall.delete(oldest)
    return losses
  }

  forget(call: string): void {
    this.#byCall.delete(call)
  }
}

/** How a call is answered that no worker is given any more. `changesNothing`: there is no doubt to tell of. */
export function givenUp(tool: string, changesNothing: boolean): Error {
  const why = `${mostLosses} workers ended while they ran it, so it is not given to another one`
  return changesNothing
    ? new ToolError(`${tool} failed: ${why}. It may be what ended them.`, { code: 'queue_poison' })
    : new AttemptLost(`The attempt of ${tool} was lost: ${why}.`, { started: true })
}
