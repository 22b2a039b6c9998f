import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { faultError } from '../../../fault.ts'
import type { OpenFile } from '../../messages.ts'
import { foreignFault, readOnlyFault } from '../sqlite-fault.ts'

/** By another name it is the same file, and has the same lock. */
export function locate({ path, mode }: Pick<OpenFile, 'path' | 'mode'>): string {
  if (existsSync(path)) {
    if (!statSync(path).isFile()) throw faultError(foreignFault(path, 'it is a folder or a device'))
    if (mode !== 'read') checkWritable(path)
    return realpathSync(path)
  }
  const target = danglingLink(path)
  if (target !== undefined) return locate({ path: target, mode })
  if (mode !== 'engine')
    throw faultError({
      code: 'journal_missing',
      message: `Expected a journal at ${path}, but there is no such file.`,
    })
  const folder = dirname(path)
  if (existsSync(folder)) return join(realpathSync(folder), basename(path))
  throw faultError({
    code: 'journal_no_folder',
    message: `Expected the folder of the journal ${path} to exist, but ${folder} does not. Make it first.`,
  })
}

/** Where a link leads to that leads to no file yet. */
function danglingLink(path: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined
  try {
    return realpathSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return resolve(dirname(path), readlinkSync(path))
    throw faultError(foreignFault(path, `it is a link that leads nowhere (${String(error)})`))
  }
}

/** SQLite would find out too, but leave files beside it that cannot be written to either. */
function checkWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw faultError(readOnlyFault(path, (error as Error).message), error)
  }
}
