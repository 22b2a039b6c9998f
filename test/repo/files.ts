import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder that holds package.json. */
export const root: string = join(import.meta.dirname, '..', '..')

/** A text file of the repository; `path` is relative to the root, with `/`. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

const generated = ['node_modules', 'dist', '.git', '.snippets', '.release']

/** The files that match, made by people: nothing installed or generated. */
export function filesOf(...patterns: readonly string[]): TextFile[] {
  return globSync(patterns, {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => generated.includes(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(root.length + 1), text: readFileSync(path, 'utf8') }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

export function fileOf(path: string): TextFile {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}
