import type { Journal } from '../../src/journal/journal.ts'
import type { SlowPlan } from './plan.ts'

/** A journal that takes its time: records reach it late, in their order, and before what is read after them; it answers late. */
export function slowJournal(
  journal: Journal,
  { appendMs, answerMs, historyMs }: Omit<SlowPlan, 'commitMs'>,
  sleep: (ms: number) => Promise<unknown>,
  upTo: (ms: number) => number,
): Journal {
  let before: Promise<unknown> = Promise.resolve()
  const late = async <T>(ask: () => Promise<T>): Promise<T> => {
    await before
    const given = await ask()
    await sleep(upTo(historyMs))
    return given
  }
  return {
    ...journal,
    async append(record) {
      before = Promise.all([before, sleep(upTo(appendMs))])
      await before
      await journal.append(record)
      await sleep(upTo(answerMs))
    },
    turn: (turnId) => late(() => journal.turn(turnId)),
    run: (runId) => late(() => journal.run(runId)),
    runs: () => late(() => journal.runs()),
    async close() {
      await before
      await journal.close()
    },
  }
}
