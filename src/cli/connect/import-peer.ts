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
  const file = fileIn(name, directory)
  return (await import(file)) as object
}

/** The `file:` URL of what {@link importPeer} loads. */
export function peerFile(name: string, directory: string): string {
  try {
    return import.meta.resolve(name)
  } catch {
    return fileIn(name, directory)
  }
}

function fileIn(name: string, directory: string): string {
  try {
    return pathToFileURL(createRequire(join(directory, 'package.json')).resolve(name)).href
  } catch (cause) {
    throw usageError(
      `This needs the package "${name}", which is not installed; run: npm install ${name}`,
      cause,
    )
  }
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
