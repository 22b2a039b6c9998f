import type { Invariant } from './invariant.ts'

/** G6: nothing starts that the model did not finish saying, nor after it was told to stop. */
export const unsaid: Invariant = {
  guarantee: 'G6',

  started({ call, name }, { nowMs }) {
    const { turn } = call
    if (!turn.committed && !call.isEarly) return `${name} started before its message was complete`
    if (turn.startsNothing) return `${name} started inside an attempt that was stopped before`
    if (turn.discarded) return `${name} started after its message was discarded`
    const cause = call.causes(nowMs).find(({ certain }) => certain)
    if (cause !== undefined) return `${name} started after ${cause.kind}`
    return call.isValid ? undefined : `${name} started, but its arguments are not valid`
  },
}
