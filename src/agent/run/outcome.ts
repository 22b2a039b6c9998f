import type { TurnReport } from '../../call/report/report.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { RunHistory } from '../../journal/journal.ts'
import type { RunResult } from '../contract.ts'
import type { Reply } from '../answer.ts'
import type { SpentBudget } from '../bounds/run-budget.ts'

export type Outcome = RunResult<unknown>['outcome']

/** How a run ends by itself, with nothing to go on with. */
const ended: ReadonlySet<string> = new Set(['answered', 'refusal', 'length', 'lost', 'all-failed'])

/** How a run has ended that does not go on when it is asked for again. */
const finals: ReadonlySet<string> = new Set([...ended, 'cancelled'])

const goOn: ReadonlySet<string> = new Set(['suspended', 'waiting'])

/** Whether a run that came to this has not ended: it goes on, perhaps elsewhere. */
export function goesOn(outcome: Outcome): boolean {
  return goOn.has(outcome)
}

const own: ReadonlySet<string> = new Set([...ended, 'tool'])

/** Whether a run that came to this goes on if the user has said something meanwhile. */
export function mayGoOn(outcome: Outcome): boolean {
  return own.has(outcome)
}

/** Whether a run that is kept with this outcome does not go on when it is asked for again. */
export function isFinal(outcome: string): boolean {
  return finals.has(outcome)
}

/** How a run that the journal keeps has ended for good, if it has. */
export function finalOutcome(kept: RunHistory['ended']): Outcome | undefined {
  return kept !== undefined && isFinal(kept.outcome) ? (kept.outcome as Outcome) : undefined
}

/** What an agent says of when its runs end. */
interface EndingOptions {
  readonly whenAllFail: 'report' | 'stop'
  readonly stopAfter?: readonly string[] | undefined
}

/** The first call of a turn that ends the run: a tool that was named for that ran. */
function endingCall(
  results: readonly ToolResult[],
  stopAfter: readonly string[] | undefined,
): ToolResult | undefined {
  return results.find(({ name, status }) => status === 'ok' && stopAfter?.includes(name))
}

/** What a result says of how it came to its outcome. `last`: the report of the last turn that had calls. */
export function endingOf(
  outcome: Outcome,
  last: TurnReport | undefined,
  { stopAfter }: EndingOptions,
  spent: SpentBudget | undefined,
): Pick<RunResult<unknown>, 'ended' | 'budget' | 'pending'> {
  return {
    ...(outcome === 'tool' && { ended: endingCall(last?.results ?? [], stopAfter) }),
    ...(outcome === 'budget' && { budget: spent }),
    pending: outcome === 'waiting' ? (last?.pending ?? []) : [],
  }
}

/** One that failed has a code of its tool's own: an account may be suspended, too. */
function isSuspended({ status, error }: ToolResult): boolean {
  return status !== 'failed' && error?.code === 'suspended'
}

/** Nobody let it run to an end: that says nothing of the tools. */
function wasStopped({ status }: ToolResult): boolean {
  return status === 'cancelled' || status === 'skipped'
}

/**
 * What ends the run after this reply, if anything does. `stopped`: how it ends if it was told to stop. `bounds`: what its budgets and
 * its last messages say of another request.
 */
export function outcomeOf(
  { stop, calls, report }: Reply<unknown>,
  { whenAllFail, stopAfter }: EndingOptions,
  stopped: Outcome | undefined,
  bounds: { readonly spent: SpentBudget | undefined; readonly isCutOff: boolean },
): Outcome | undefined {
  const { kind } = stop
  const isSpent = bounds.spent !== undefined
  // What the model would be told of a suspended call is not how it will end, unless somebody ended the run for good since.
  if (stopped !== 'cancelled' && report.results.some(isSuspended)) return 'suspended'
  if (stopped !== undefined && kind !== 'answer') return stopped
  if (report.outcome === 'waiting') return 'waiting'
  if (kind === 'answer') return 'answered'
  if (isSpent && kind === 'broken') return 'budget'
  if (kind === 'broken' || kind === 'refusal' || kind === 'lost') return kind
  if (endingCall(report.results, stopAfter) !== undefined) return 'tool'
  if (kind === 'length' && (calls.length === 0 || bounds.isCutOff)) return kind
  if (isSpent) return 'budget'
  // A message that was cut off had its calls left out, and is asked for again.
  if (whenAllFail !== 'stop' || kind === 'length' || report.outcome !== 'failed') return undefined
  return report.results.every(wasStopped) ? undefined : 'all-failed'
}
