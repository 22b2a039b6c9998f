import type { Journal } from '../../journal/journal.ts'
import type { Run, RunResult } from '../contract.ts'
import type { Outcome } from './outcome.ts'

/** Of an agent: what tells its runs from those of others. */
export interface RunOwner {
  readonly name?: string | undefined
  readonly model: { readonly codec: { readonly name: string } }
}

/** A run that others may join. */
export interface JoinableRun<Message> extends Run<Message> {
  readonly agent: RunOwner
  /** Its result, as if it ended now. */
  soFar(outcome: Outcome): RunResult<Message>
  /** @throws {FanfoldError} `run_input` if it began with other messages than these. */
  expectBegunWith(messages: readonly unknown[]): Promise<void>
}

const byJournal = new WeakMap<Journal, Map<string, JoinableRun<unknown>>>()

/** The runs of this process that a journal keeps and that have not ended, by id. */
export function runsUnderWay(journal: Journal): Map<string, JoinableRun<unknown>> {
  let runs = byJournal.get(journal)
  if (runs === undefined) byJournal.set(journal, (runs = new Map()))
  return runs
}

/** A run has begun, or goes on with the one before; an agent that may not take that one does not take its place. */
export function nowUnderWay(
  journal: Journal | undefined,
  run: JoinableRun<unknown>,
  before: JoinableRun<unknown> | undefined,
): void {
  const runs = journal && runsUnderWay(journal)
  if (runs?.get(run.id) === before) runs?.set(run.id, run)
}

/** Whether an agent may go on with a run of that name: one without a name may be taken by any that is told its id. */
export function mayTake({ name }: RunOwner, ofRun: string | undefined): boolean {
  return ofRun === undefined || ofRun === name
}

/** A run is over, unless another of its id goes on with it. */
export function noLongerUnderWay(journal: Journal | undefined, run: JoinableRun<unknown>): void {
  const runs = journal && byJournal.get(journal)
  if (runs?.get(run.id) === run) runs?.delete(run.id)
}
