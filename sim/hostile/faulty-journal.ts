import type { Journal } from '../../src/journal/journal.ts'
import { memoryJournal } from '../../src/journal/memory.ts'
import type { JournalFault } from './plan.ts'
import { thrown } from './thrown.ts'

/** A journal in memory that fails at one kind of thing for as long as `isFaulty` says so. */
export function faultyJournal({ on, does, how }: JournalFault, isFaulty: () => boolean): Journal {
  const journal = memoryJournal()
  const fail = (): Promise<never> => {
    if (does === 'hangs') return new Promise(() => {})
    const error = thrown[how]?.()
    if (does === 'throws') throw error
    return Promise.reject(error as Error)
  }
  return {
    ...journal,
    append: (record) => (isFaulty() && record.kind === on ? fail() : journal.append(record)),
    turn: (turnId) => (isFaulty() && on === 'turn' ? fail() : journal.turn(turnId)),
  }
}
