import { decide as writeDown } from '../../journal/decide.ts'
import type { CallHistory } from '../../journal/journal.ts'
import { failure } from '../cli-error.ts'
import { withJournal } from '../journal/with-journal.ts'
import { callName } from './call-name.ts'

export interface Decided {
  readonly decision: 'allow' | 'deny'
  /** For the model. */
  readonly reason?: string
  /** With `allow`: what the call is to run with instead, as canonical JSON. */
  readonly changedInput?: string
}

/**
 * Writes a decision into a journal, beside the engine that may have it open: through a connection of its own, so that a
 * refusal takes along nothing of what the engine writes.
 *
 * @param shown the call as it was shown to the person who decided.
 * @throws {FanfoldError} if it was decided already, or does not wait, or is another call by now.
 */
export async function decide(file: string, shown: CallHistory, decided: Decided): Promise<void> {
  const { turnId, callKey, name, input, resolvedInput } = shown
  await withJournal(file, 'decide', async (journal) => {
    const kept = (await journal.turn(turnId)).get(callKey)
    if (kept?.name !== name || kept.input !== input || kept.resolvedInput !== resolvedInput)
      throw failure(
        `Expected call ${callName(shown)} to be as it was shown, but it has changed in ${journal.name}. Nothing was decided; look at it again.`,
      )
    const { decision, reason, changedInput } = decided
    const changed = changedInput === undefined ? undefined : (JSON.parse(changedInput) as unknown)
    await writeDown(journal, shown, { decision, reason, input: changed })
  })
}
