import type { RunResult } from '../contract.ts'
import type { Reply } from '../answer.ts'

export type Outcome = RunResult<unknown>['outcome']

const finals: ReadonlySet<string> = new Set(['answered', 'refusal', 'length', 'all-failed'])

/** Whether a run that ended so has nothing to go on with. */
export function isFinal(outcome: string): outcome is Outcome {
  return finals.has(outcome)
}

/** What ends the run after this reply, if anything does. `stopped`: how it ends if it was told to stop. */
export function outcomeOf(
  { stop, calls, report }: Reply<unknown>,
  whenAllFail: 'report' | 'stop',
  stopped: Outcome | undefined,
): Outcome | undefined {
  const { kind } = stop
  // Its engine was suspended: what the model would be told is not how it will end.
  if (report.results.some(({ error }) => error?.code === 'suspended')) return 'suspended'
  if (stopped !== undefined && kind !== 'answer') return stopped
  if (kind === 'answer') return 'answered'
  if (kind === 'broken' || kind === 'refusal') return kind
  if (kind === 'length' && calls.length === 0) return kind
  const allFailed = calls.length > 0 && report.outcome === 'failed'
  return allFailed && whenAllFail === 'stop' ? 'all-failed' : undefined
}
