import { fileOf } from '../../test/repo/files.ts'
import { listPath } from '../../test/repo/public-name-list.ts'
import type { NamesByEntry } from './mentions.ts'

/** The public names as they are written down. */
export function publicNames(): NamesByEntry {
  return JSON.parse(fileOf(listPath).text) as NamesByEntry
}
