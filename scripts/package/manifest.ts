import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../exec.ts'

interface Manifest {
  readonly exports: Readonly<
    Record<string, string | { readonly types: string; readonly default: string }>
  >
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

/** An entry point: its name in dist/, and its source without the ending, relative to src/. */
export interface EntryPoint {
  readonly name: string
  readonly source: string
}

/** Those that package.json names. */
export const entryPoints: readonly EntryPoint[] = Object.values(manifest.exports).flatMap(
  (built) =>
    typeof built === 'string'
      ? []
      : [{ name: inDist(built.default, '.js'), source: inDist(built.types, '.d.ts') }],
)

/** The packages that users have, or are told to install. All else that is imported becomes a part of dist/. */
export const installed: readonly string[] = Object.keys({
  ...manifest.dependencies,
  ...manifest.peerDependencies,
})

function inDist(path: string, ending: string): string {
  return path.slice('./dist/'.length, -ending.length)
}
