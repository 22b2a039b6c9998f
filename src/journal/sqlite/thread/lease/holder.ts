import type { DatabaseSync } from 'node:sqlite'
import type { JournalFault } from '../../../fault.ts'
import { thisProcess, type ProcessIdentity } from './process-state.ts'

/** Who writes to a journal, as it stands in the file itself. */
export interface Holder extends ProcessIdentity {
  readonly sinceMs: number
  /** Which file this stands in: a copy of it is nobody's. */
  readonly file: string
  /** Which file it has locked beside the journal. */
  readonly lockFile: string
}

/** Undefined if nobody says so; what cannot be read is somebody who cannot be told. */
export function readHolder(database: DatabaseSync): Partial<Holder> | undefined {
  const text = readMeta(database, 'holder')
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Partial<Holder>
  } catch {
    return {}
  }
}

export function readMeta(database: DatabaseSync, key: string): string | undefined {
  const row = database.prepare('SELECT value FROM meta WHERE key = ?').get(key)
  return row === undefined ? undefined : String(row['value'])
}

export function writeMeta(database: DatabaseSync, key: string, value: string): void {
  database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, value)
}

export function eraseHolder(database: DatabaseSync): void {
  database.exec("DELETE FROM meta WHERE key = 'holder'")
}

/** Says who has the journal, and what to do. */
export function inUseFault(path: string, holder: Partial<Holder> | undefined): JournalFault {
  const fault = (who: string, what: string): JournalFault => ({
    code: 'journal_in_use',
    message: `The journal ${path} is in use by ${who}. One engine at a time writes to a journal: ${what}`,
  })
  const name = nameOf(holder)
  if (holder === undefined || name === undefined)
    return fault('another engine', 'wait for it to end, or give this one another file.')
  const self = thisProcess()
  if (holder.pid === self.pid && (holder.system ?? self.system) === self.system)
    return fault(
      'this process itself',
      'let its engines share one journal, or close the other first.',
    )
  return fault(name, 'wait for it to end, end it, or give this one another file.')
}

/** The same, of a file that this process cannot have a lock on. `open` opens it for reading. */
export function lockedFault(path: string, open: () => DatabaseSync): JournalFault {
  let database: DatabaseSync | undefined
  try {
    database = open()
    return inUseFault(path, readHolder(database))
  } catch {
    // It may be about to be made.
    return inUseFault(path, undefined)
  } finally {
    database?.close()
  }
}

/** `process 7 on host, since …`; undefined if that is not known. */
export function nameOf(holder: Partial<Holder> | undefined): string | undefined {
  const { pid, host, sinceMs } = holder ?? {}
  if (pid === undefined || host === undefined || sinceMs === undefined) return undefined
  return `process ${pid} on ${host}, since ${new Date(sinceMs).toISOString()}`
}
