import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './sqlite-fault.ts'

/** The right to write to a journal. */
export interface Lease {
  release(): void
}

/** Long enough for another that only tries. */
const patienceMs = 100

/**
 * Holds a lock of the operating system on the file `<path>.lock` until it is released or the process ends, however it
 * ends. A frozen process keeps it: nobody writes who might find out too late that another took over.
 *
 * The lock is SQLite's own, of a database without content, because Node has no other that works everywhere. Undefined
 * if another holds it.
 *
 * @throws what SQLite throws.
 */
export function takeLease(path: string): Lease | undefined {
  const database = new DatabaseSync(`${path}.lock`)
  try {
    database.exec(`PRAGMA busy_timeout = ${patienceMs}`)
    database.exec('BEGIN IMMEDIATE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
}
