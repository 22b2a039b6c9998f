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
  /** The run that does the work: of one that waits, itself once it begins; the one before, if its caller gives up waiting. */
  readonly working: Promise<JoinableRun<Message>>
  /** It was told to stop, but not for good: asked for again, it goes on. */
  readonly stopsForNow: boolean
  /** It does nothing yet, for it waits until another has ended. */
  readonly waitsToBegin: boolean
  /** Its result, as if it ended now. */
  soFar(outcome: Outcome): RunResult<Message>
  /** @throws {FanfoldError} `run_input` if it began with other messages than these. */
  expectBegunWith(messages: readonly unknown[]): Promise<void>
}

type Queues = Map<string, readonly JoinableRun<unknown>[]>

const byJournal = new WeakMap<Journal, Queues>()

/** The runs of this process that a journal keeps and that have not ended, by id: the one that works, and those that wait to go on with it. */
export function runsUnderWay(journal: Journal): Queues {
  let runs = byJournal.get(journal)
  if (runs === undefined) byJournal.set(journal, (runs = new Map()))
  return runs
}

/** The run to join for who asks for this id, or to go on with. */
export function runUnderWay(
  journal: Journal | undefined,
  id: string | undefined,
): JoinableRun<unknown> | undefined {
  return journal && id !== undefined ? runsUnderWay(journal).get(id)?.at(-1) : undefined
}

/** A run has begun, in place of the one that waited to; an agent that may not take what is under way does not take its place. */
export function nowUnderWay(
  journal: Journal | undefined,
  run: JoinableRun<unknown>,
  waited: JoinableRun<unknown> | undefined,
): void {
  const runs = journal && runsUnderWay(journal)
  const queue = runs?.get(run.id)
  if (queue === undefined) runs?.set(run.id, [run])
  else
    runs?.set(
      run.id,
      queue.map((one) => (one === waited ? run : one)),
    )
}

/** A run waits to go on with the one that is under way. */
export function nowWaits(journal: Journal | undefined, run: JoinableRun<unknown>): void {
  const runs = journal && runsUnderWay(journal)
  runs?.set(run.id, [...(runs.get(run.id) ?? []), run])
}

/** Whether an agent may go on with a run of that name: one without a name may be taken by any that is told its id. */
export function mayTake({ name }: RunOwner, ofRun: string | undefined): boolean {
  return ofRun === undefined || ofRun === name
}

/** A run is over, or waits no more. Its id is free once no other of it is left. */
export function noLongerUnderWay(journal: Journal | undefined, run: JoinableRun<unknown>): void {
  const runs = journal && byJournal.get(journal)
  const left = runs?.get(run.id)?.filter((one) => one !== run)
  if (left === undefined) return
  if (left.length > 0) runs?.set(run.id, left)
  else runs?.delete(run.id)
}
