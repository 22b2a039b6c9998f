import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { usageError } from '../cli-error.ts'

/**
 * Loads an optional package: the one beside Fanfold, or the one of the directory that the command runs in (Fanfold
 * itself may be installed globally).
 *
 * @throws {CliError} that says what to install.
 */
export async function importPeer(name: string, directory: string): Promise<object> {
  try {
    return (await import(name)) as object
  } catch (cause) {
    if (!isMissing(cause, name)) throw cause
  }
  let file: string
  try {
    file = createRequire(join(directory, 'package.json')).resolve(name)
  } catch (cause) {
    throw usageError(
      `This needs the package "${name}", which is not installed; run: npm install ${name}`,
      cause,
    )
  }
  return (await import(pathToFileURL(file).href)) as object
}

/** Whether an optional package could be loaded. */
export async function hasPeer(name: string, directory: string): Promise<boolean> {
  return importPeer(name, directory).then(
    () => true,
    () => false,
  )
}

function isMissing(error: unknown, name: string): boolean {
  const { code, message = '' } = error as { code?: unknown; message?: string }
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`)
}
