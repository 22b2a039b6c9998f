import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileOf, filesOf, root } from './files.ts'

/** One entry point of the package. */
export interface Entry {
  /** As users import it: `fanfold`, `fanfold/testing`. */
  readonly name: string
  /** Its source, relative to the root. */
  readonly source: string
  /** What the exports map names, relative to the root. */
  readonly built: { readonly types: string; readonly default: string }
}

/** The entry points in package.json, each with its source. */
export function entries(): Entry[] {
  const { exports } = JSON.parse(fileOf('package.json').text) as {
    exports: Readonly<Record<string, string | Entry['built']>>
  }
  return Object.entries(exports).flatMap(([path, built]) => {
    if (typeof built === 'string') return []
    const source = built.types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts')
    return [{ name: `fanfold${path.slice(1)}`, source, built }]
  })
}

/** Throws unless `dist/` was built from what `src/` holds now. */
export function requireBuild(): void {
  const builtAt = modifiedAt('dist/index.js')
  const newer = filesOf('src/**/*.ts').find(({ path }) => modifiedAt(path) > builtAt)
  if (newer !== undefined)
    throw new Error(`Expected dist/ to be newer than ${newer.path}. Run: npm run build`)
}

function modifiedAt(path: string): number {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
}
