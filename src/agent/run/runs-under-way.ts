import type { Journal } from '../../journal/journal.ts'
import type { Run, RunResult } from '../contract.ts'
import type { Outcome } from './outcome.ts'

/** A run that others may join. */
export interface JoinableRun<Message> extends Run<Message> {
  /** The wire format of its messages. */
  readonly format: string
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

/** A run is over, unless another of its id goes on with it. */
export function noLongerUnderWay(journal: Journal | undefined, run: JoinableRun<unknown>): void {
  const runs = journal && byJournal.get(journal)
  if (runs?.get(run.id) === run) runs?.delete(run.id)
}
