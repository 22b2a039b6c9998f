import { mix, State } from '../model/state.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { History } from '../watch/history.ts'
import type { Execution } from '../watch/execution.ts'
import type { Invariant } from './invariant.ts'

/**
 * G2: what tools saw and left behind is what they see and leave when they run one by one: in call order if only one
 * turn touches anything, else in the order in which they set to work.
 */
export const oneByOne: Invariant = {
  guarantee: 'G2',

  finished(history) {
    const { executions, state } = history
    // A tool that goes on writing when nobody waits for it any more may do so at any time.
    if (executions.some(({ late, wrote }) => late && wrote)) return undefined
    // So may turns that are left behind by the call around them.
    if (hasDetached(history)) return undefined
    // Beside each other, attempts of a tool that says it only reads write by the calls inside them.
    if (writesBesideItself(history)) return undefined
    const turns = new Set(executions.map(({ attempt }) => attempt.call.turn))
    const inOrder = executions.filter(({ late }) => !late).sort(turns.size > 1 ? byStart : byCall)
    const reference = new State()
    for (const { attempt, before, after, wrote } of inOrder) {
      const { acts } = attempt.call.touch ?? { acts: { reads: 0, writes: 0 } }
      const seen = reference.digest(acts.reads | acts.writes)
      if (seen !== before || seen !== after)
        return `${attempt.name} saw what it does not see when calls run one by one`
      if (wrote) reference.write(acts.writes, reference.cells.slice(), tagOf(attempt))
    }
    const same = reference.cells.every((value, cell) => value === state.cells[cell])
    return same ? undefined : 'the state at the end is not that of running one by one'
  },
}

function byStart(one: Execution, other: Execution): number {
  return one.order - other.order
}

function byCall(one: Execution, other: Execution): number {
  return one.attempt.call.index - other.attempt.call.index || byStart(one, other)
}

/** What a write of this attempt adds to what it saw. */
export function tagOf({ call, number }: AttemptWatch): number {
  let tag = number
  for (const char of `${call.turn.id}:${call.index}`) tag = mix(tag, char.charCodeAt(0))
  return tag
}

function writesBesideItself({ turns }: History): boolean {
  for (const { parent, calls } of turns.values())
    if (parent?.call.tool?.hedge === true && parent.call.attempts.length > 1)
      if (calls.some(({ touch }) => touch !== undefined && !touch.readsOnly)) return true
  return false
}

/** A call was over before the calls inside it. */
function hasDetached({ turns }: History): boolean {
  for (const { parent, calls, isLeftBehind } of turns.values())
    if (parent !== undefined)
      if (isLeftBehind || calls.some(({ settledAt }) => settledAt > parent.overAt)) return true
  return false
}
