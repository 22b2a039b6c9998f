import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './exec.ts'

/** A Node.js of `nodes/`. */
export interface NodeVersion {
  readonly version: string
  /** Its program; undefined where it is not installed, or not made for this system. */
  readonly program: string | undefined
}

const folder = join(root, 'nodes')

/** The versions that Fanfold is tried on besides the one that its scripts run on. */
export function otherNodes(): NodeVersion[] {
  const { optionalDependencies } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { readonly optionalDependencies: Readonly<Record<string, string>> }
  const versions = Object.keys(optionalDependencies).map((name) => name.split('-')[1] ?? '')
  return [...new Set(versions)].map((version) => ({ version, program: programOf(version) }))
}

/** Why a version cannot be tried here; false if it can. */
export function missingNode({ version, program }: NodeVersion): string | false {
  if (program !== undefined) return false
  return existsSync(join(folder, 'node_modules'))
    ? `Node.js ${version} is not there for this system`
    : 'the other versions of Node.js are not installed: npm ci --prefix nodes'
}

function programOf(version: string): string | undefined {
  const name = `node-${version}-${process.platform}-${process.arch}`
  const program = join(folder, 'node_modules', name, 'bin/node')
  return existsSync(program) ? program : undefined
}
