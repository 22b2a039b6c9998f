import { UsageError } from '../call/errors/error.ts'
import { errorText } from './error-text.ts'
import { builtin } from './platform/builtin.ts'

/**
 * Optional packages that are loaded late, with the versions that work. package.json asks for none, for a package may be there in another
 * version for something else: what is loaded is looked at then.
 */
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
  try {
    ownRequire()?.resolve(name)
  } catch (cause) {
    if (isMissing(cause)) throw peerNotLoaded(what, name, cause)
  }
  expectVersion(what, name)
}

/** @throws {UsageError} if an optional package is known to be of a version that is too old. */
export function expectVersion(what: string, name: PeerName): void {
  const version = versionOf(name)
  if (version === undefined || !isBefore(version, peers[name])) return
  throw new UsageError(
    `${what} the optional package "${name}" in version ${peers[name]}, got ${version}. Install it: npm install "${name}@${peers[name]}"`,
  )
}

/** The version that is installed, where it can be told: a package need not let its package.json be read. */
export function versionOf(name: string): string | undefined {
  try {
    const manifest = ownRequire()?.(`${name}/package.json`) as
      { readonly version?: unknown } | undefined
    const version = manifest?.version
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}

/** Whether a version is older than the first that a range names. */
export function isBefore(version: string, range: string): boolean {
  const [own, first] = [numbersIn(version), numbersIn(range)]
  const at = first.findIndex((number, index) => number !== (own[index] ?? 0))
  return at !== -1 && (own[at] ?? 0) < (first[at] ?? 0)
}

function numbersIn(text: string): number[] {
  const [first = ''] = /\d+(\.\d+)*/.exec(text) ?? []
  return first.split('.').map(Number)
}

/** Requires as this file does, if it lies where the package was installed. */
function ownRequire(): NodeJS.Require | undefined {
  try {
    const file = builtin('node:url')?.fileURLToPath(import.meta.url)
    const require = builtin('node:module')?.createRequire(import.meta.url)
    const manifest = require?.resolve('fanfold/package.json')
    const folder = manifest?.slice(0, -'package.json'.length)
    return folder !== undefined && file?.startsWith(folder) ? require : undefined
  } catch {
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND'
}
