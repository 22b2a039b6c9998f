import { scopedId } from '../../src/util/scoped-id.ts'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CallHistory } from '../../src/journal/journal.ts'
import { FileHere } from './file-here.ts'

/** What the journal held when a process had ended, by idempotency key. */
export type Snapshot = ReadonlyMap<string, CallHistory>

/** Copies the journal's files as they lie there: opening them would tidy up what the next process is to find. */
export function copyJournal(folder: string, name: string): string {
  const copy = join(folder, `journal-${name}`)
  mkdirSync(copy)
  for (const file of ['journal.db', 'journal.db-wal', 'journal.db.decisions'])
    if (existsSync(join(folder, file)))
      cpSync(join(folder, file), join(copy, file), { recursive: true })
  return join(copy, 'journal.db')
}

/** Reads a copy. A process that died before it had made the journal leaves none, or one without a table. */
export function readSnapshot(path: string, turns: readonly string[]): Snapshot {
  const calls = new Map<string, CallHistory>()
  if (!existsSync(path)) return calls
  // As the next process would: the first to open it takes up what lies in the log.
  const journal = new FileHere(path, 'engine')
  for (const turn of turns)
    for (const call of journal.turn(turn)) calls.set(scopedId(turn, call.callKey), call)
  journal.close()
  return calls
}
