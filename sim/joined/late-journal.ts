import type { Journal, JournalRecord } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { Dice } from '../dice.ts'
import type { Stage } from '../small/stage.ts'

/** A journal that takes its time for each record, one after the other. */
export function lateJournal(stage: Stage, dice: Dice, commitMs: number): Journal {
  const journal = memoryJournal()
  let freeAtMs = 0
  let last: Promise<void> = Promise.resolve()
  const keep = async (record: JournalRecord): Promise<void> => {
    const { nowMs } = stage.clock
    freeAtMs = Math.max(freeAtMs, nowMs + dice.int(0, commitMs))
    await stage.wait(freeAtMs - nowMs)
    await journal.append(record)
  }
  const append = (record: JournalRecord): Promise<void> => {
    const kept = keep(record)
    last = kept.catch(() => {})
    return kept
  }
  const turn = (turnId: string): ReturnType<Journal['turn']> =>
    last.then(() => journal.turn(turnId))
  return commitMs === 0 ? journal : { ...journal, append, turn }
}
