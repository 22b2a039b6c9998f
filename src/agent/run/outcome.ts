import type { TurnReport } from '../../call/report/report.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { RunHistory } from '../../journal/journal.ts'
import type { RunResult } from '../contract.ts'
import type { Reply } from '../answer.ts'
import type { SpentBudget } from '../bounds/run-budget.ts'

export type Outcome = RunResult<unknown>['outcome']

const finals: ReadonlySet<string> = new Set(['answered', 'refusal', 'length', 'lost', 'all-failed'])

const goOn: ReadonlySet<string> = new Set(['suspended', 'waiting'])

/** Whether a run that came to this has not ended: it goes on, perhaps elsewhere. */
export function goesOn(outcome: Outcome): boolean {
  return goOn.has(outcome)
}

const own: ReadonlySet<string> = new Set([...finals, 'tool'])

/** Whether a run that came to this goes on if the user has said something meanwhile. */
export function mayGoOn(outcome: Outcome): boolean {
  return own.has(outcome)
}

/** How a run has ended that the journal keeps, if it has nothing to go on with. */
export function finalOutcome(ended: RunHistory['ended']): Outcome | undefined {
  return ended !== undefined && finals.has(ended.outcome) ? (ended.outcome as Outcome) : undefined
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
  // Its engine was suspended: what the model would be told is not how it will end.
  if (report.results.some(isSuspended)) return 'suspended'
  if (stopped !== undefined && kind !== 'answer') return stopped
  if (report.outcome === 'waiting') return 'waiting'
  if (kind === 'answer') return 'answered'
  if (isSpent && kind === 'broken') return 'budget'
  if (kind === 'broken' || kind === 'refusal' || kind === 'lost') return kind
  if (endingCall(report.results, stopAfter) !== undefined) return 'tool'
  if (kind === 'length' && (calls.length === 0 || bounds.isCutOff)) return kind
  if (isSpent) return 'budget'
  const allFailed = calls.length > 0 && report.outcome === 'failed'
  return allFailed && whenAllFail === 'stop' ? 'all-failed' : undefined
}
