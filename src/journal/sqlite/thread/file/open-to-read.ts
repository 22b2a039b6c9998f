import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { cannotMakeFiles } from '../sqlite-fault.ts'

/** How long to wait for another process that has the file locked, in milliseconds. */
export const busyTimeoutMs = 5_000

const look = 'SELECT 1 FROM sqlite_schema LIMIT 1'

/**
 * Opens a journal that another process may have open. Where the index of the log is there, it is only read: SQLite would
 * empty it under an engine whose locks were dropped, and the system would end that engine's process (SIGBUS).
 */
export function openToRead(path: string): DatabaseSync {
  if (!existsSync(`${path}-shm`)) return openAlone(path)
  const options = { readOnly: true, timeout: busyTimeoutMs }
  const database = new DatabaseSync(`${pathToFileURL(path).href}?readonly_shm=1`, options)
  try {
    database.exec(look)
    return database
  } catch (error) {
    database.close()
    // The last one that had it open may just have deleted it.
    if (existsSync(`${path}-shm`) || !cannotMakeFiles(error)) throw error
    return openAlone(path)
  }
}

/** In a read-only folder, and without a log to read, the file is read as it lies: SQLite has to be told so. */
function openAlone(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs })
  try {
    database.exec(look)
    return database
  } catch (error) {
    database.close()
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
    if (!cannotMakeFiles(error) || (log?.size ?? 0) > 0) throw error
    return new DatabaseSync(`${pathToFileURL(path).href}?immutable=1`, { readOnly: true })
  }
}
