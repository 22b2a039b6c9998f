import { UsageError } from '../call/errors/error.ts'
import { errorText } from './error-text.ts'
import { builtin } from './platform/builtin.ts'

/** Optional packages that are loaded late, with the versions that package.json asks for. */
export const peers = {
  '@aws-sdk/client-bedrock-runtime': '^3.700.0',
  '@langchain/core': '>=1 <2',
  '@langchain/langgraph': '>=1 <2',
  '@smithy/eventstream-codec': '^4.0.0',
  bullmq: '^6.0.0',
  ioredis: '>=5.4.0 <7',
  piscina: '^5.0.0',
} as const

export type PeerName = keyof typeof peers

/** The error of an optional package that is missing, or broken. `what` needs it: "Shared keys in Redis need". */
export function peerNotLoaded(what: string, name: PeerName, cause: unknown): UsageError {
  const why = isMissing(cause)
    ? 'which is not installed'
    : `which did not load: ${errorText(cause)}`
  return new UsageError(
    `${what} the optional package "${name}", ${why}. Install it: npm install "${name}@${peers[name]}"`,
    cause,
  )
}

/**
 * Asks for an optional package where it is configured, before anybody waits for it. In a bundle, which may have it inside, nobody
 * can tell, and it is asked for when it is loaded.
 *
 * @throws {UsageError} if it is not installed.
 */
export function expectPeer(what: string, name: PeerName): void {
  const resolve = ownResolve()
  try {
    resolve?.(name)
  } catch (cause) {
    if (isMissing(cause)) throw peerNotLoaded(what, name, cause)
  }
}

/** The version of a package that is installed beside this one; undefined where nobody can tell, as in a bundle. */
export function installedVersion(name: string): string | undefined {
  const fs = builtin('node:fs')
  const path = builtin('node:path')
  try {
    const entry = ownResolve()?.(name)
    if (typeof entry !== 'string' || fs === undefined || path === undefined) return undefined
    for (
      let folder = path.dirname(entry);
      folder !== path.dirname(folder);
      folder = path.dirname(folder)
    ) {
      const file = path.join(folder, 'package.json')
      if (!fs.existsSync(file)) continue
      const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as {
        name?: string
        version?: string
      }
      if (manifest.name === name) return manifest.version
    }
  } catch {
    // It is not installed, or has a form of its own.
  }
  return undefined
}

/** Resolves as this file does, if it lies where the package was installed. */
function ownResolve(): ((name: string) => unknown) | undefined {
  try {
    const file = builtin('node:url')?.fileURLToPath(import.meta.url)
    const require = builtin('node:module')?.createRequire(import.meta.url)
    const manifest = require?.resolve('fanfold/package.json')
    const folder = manifest?.slice(0, -'package.json'.length)
    return folder !== undefined && file?.startsWith(folder) ? require?.resolve : undefined
  } catch {
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND'
}
