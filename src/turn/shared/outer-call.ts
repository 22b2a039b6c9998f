import type { Journal, OuterCall } from '../../journal/journal.ts'
import type { CallTurn, EnclosingAttempt } from '../call-record.ts'

/** The call inside which something begins, as a journal knows it: the nearest one whose engine writes to that journal. */
export function outerCall(
  attempt: EnclosingAttempt | undefined,
  journal: Journal,
): OuterCall | undefined {
  for (let around = attempt; around !== undefined; around = around.call.turn.parent) {
    const { key: callKey, turn } = around.call
    if (turn.mover.settings.journal === journal) return { turnId: turn.id, callKey }
  }
  return undefined
}

/** That of a turn: steps are inside their plan. */
export function outerCallOf({ batch, parent }: CallTurn, journal: Journal): OuterCall | undefined {
  if (batch !== undefined) return { turnId: batch.turn.id, callKey: batch.key }
  return outerCall(parent, journal)
}
