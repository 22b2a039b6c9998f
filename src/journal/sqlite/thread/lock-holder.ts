import { hostname } from 'node:os'
import type { DatabaseSync } from 'node:sqlite'
import type { JournalFault } from '../../fault.ts'

/** Who has the lock, as far as it could say so. */
interface Holder {
  readonly pid: number
  readonly host: string
  readonly sinceMs: number
}

export function writeHolder(database: DatabaseSync, sinceMs: number): void {
  const holder: Holder = { pid: process.pid, host: hostname(), sinceMs }
  database
    .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('holder', ?)")
    .run(JSON.stringify(holder))
}

export function eraseHolder(database: DatabaseSync): void {
  database.exec("DELETE FROM meta WHERE key = 'holder'")
}

function readHolder(database: DatabaseSync): Holder | undefined {
  const row = database.prepare("SELECT value FROM meta WHERE key = 'holder'").get()
  return typeof row?.['value'] === 'string' ? (JSON.parse(row['value']) as Holder) : undefined
}

/** Says who has the journal, and what to do. `open` opens it for reading. */
export function inUseFault(path: string, open: () => DatabaseSync): JournalFault {
  const fault = (who: string, what: string): JournalFault => ({
    code: 'journal_in_use',
    message: `The journal ${path} is in use by ${who}. One engine at a time writes to a journal: ${what}`,
  })
  const holder = holderOf(open)
  if (holder === undefined)
    return fault('another engine', 'wait for it to end, or give this one another file.')
  const { pid, host, sinceMs } = holder
  if (pid === process.pid && host === hostname())
    return fault(
      'this process itself',
      'let its engines share one journal, or close the other first.',
    )
  const since = new Date(sinceMs).toISOString()
  return fault(
    `process ${pid} on ${host}, since ${since}`,
    'wait for it to end, end it, or give this one another file.',
  )
}

function holderOf(open: () => DatabaseSync): Holder | undefined {
  let database: DatabaseSync | undefined
  try {
    database = open()
    return readHolder(database)
  } catch {
    // It may be about to be made.
    return undefined
  } finally {
    database?.close()
  }
}
