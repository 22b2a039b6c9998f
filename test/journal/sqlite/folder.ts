import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder for a test, and its end. */
export function newFolder(): { readonly file: string; readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-journal-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  return { folder, file: join(folder, 'journal.db'), remove }
}
