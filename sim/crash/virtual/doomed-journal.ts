import type { Journal, JournalRecord } from '../../../src/journal/journal.ts'
import type { Clock } from '../../../src/util/clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import type { Dice } from '../../dice.ts'
import type { SlowPlan } from '../plan.ts'
import { slowJournal } from '../slow-journal.ts'

interface Pending {
  readonly record: JournalRecord
  readonly kept: PromiseWithResolvers<void>
}

/** One each: what waits for one that all had in common would be kept by it. */
function never(): Promise<never> {
  return new Promise(() => {})
}

/**
 * A journal as a process sees it that will die: commits take their time, one after the other, and once the process is
 * dead no answer comes. Of what was on its way then, a beginning is kept.
 */
export class DoomedJournal {
  readonly #journal: Journal
  readonly #clock: Clock
  readonly #dice: Dice
  #pending: Pending[] = []
  #busy = false
  #dead = false
  /** As engines take it: the same for all of a process. */
  readonly journal: Journal

  constructor(journal: Journal, clock: Clock, dice: Dice, slow: SlowPlan | undefined) {
    this.#journal = journal
    this.#clock = clock
    this.#dice = dice
    const doomed = this.#doomed()
    const wait = (ms: number): Promise<unknown> =>
      ms > 0 ? sleep(clock, ms, undefined) : Promise.resolve()
    this.journal =
      slow === undefined ? doomed : slowJournal(doomed, slow, wait, (most) => dice.int(0, most))
  }

  #doomed(): Journal {
    const journal = this.#journal
    const alive = <T>(answer: Promise<T>): Promise<T> =>
      answer.then((value) => (this.#dead ? never() : value))
    return {
      ...journal,
      append: (record) => this.#append(record),
      turn: (turnId) => alive(this.#taken().then(() => journal.turn(turnId))),
      decision: (...question) => alive(journal.decision(...question)),
    }
  }

  die(): void {
    this.#dead = true
    const reached = this.#pending.slice(0, this.#dice.int(0, this.#pending.length))
    for (const { record } of reached) this.#journal.append(record).catch(() => {})
  }

  /** Resolves once all that was appended is kept or refused: a journal tells of that, too. */
  #taken(): Promise<unknown> {
    return Promise.allSettled(this.#pending.map(({ kept }) => kept.promise))
  }

  #append(record: JournalRecord): Promise<void> {
    if (this.#dead) return never()
    const kept = Promise.withResolvers<void>()
    this.#pending.push({ record, kept })
    if (!this.#busy) this.#commit()
    return kept.promise
  }

  /** Takes what has gathered when the disk is free, and tells when it is there. */
  #commit(): void {
    this.#busy = true
    const commit = async (): Promise<void> => {
      if (this.#dead) return
      const group = this.#pending
      this.#pending = []
      const kept = group.map(({ record }) => this.#journal.append(record))
      for (const [index, done] of kept.entries())
        await done.then(group[index]?.kept.resolve, group[index]?.kept.reject)
      this.#busy = false
      if (this.#pending.length > 0) this.#commit()
    }
    this.#clock.setTimer(() => void commit(), this.#dice.int(0, 4), undefined)
  }
}
