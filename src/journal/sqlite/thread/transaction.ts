import type { DatabaseSync } from 'node:sqlite'

/** All or nothing. @throws what `write` throws, and SQLite. */
export function transaction<T>(database: DatabaseSync, write: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const written = write()
    database.exec('COMMIT')
    return written
  } catch (error) {
    try {
      database.exec('ROLLBACK')
    } catch {
      // SQLite has done so already.
    }
    throw error
  }
}
