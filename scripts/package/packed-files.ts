import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** npm packs these, whatever `files` says. */
const always = ['package.json', 'README.md', 'LICENSE']

/** The files that npm packs of a folder, by the `files` of its package.json, relative to it. */
export function packedFiles(folder: string, patterns: readonly string[]): string[] {
  const [out, wanted] = [true, false].map((not) =>
    patterns.filter((pattern) => pattern.startsWith('!') === not),
  ) as [string[], string[]]
  const left = new Set(filesOf(out.map((pattern) => pattern.slice(1))))
  return filesOf([...always, ...wanted])
    .filter((path) => !left.has(path))
    .toSorted()

  function filesOf(names: readonly string[]): string[] {
    const found = names.flatMap((name) => globSync([name, `${name}/**`], { cwd: folder }))
    return [...new Set(found)].filter((path) => statSync(join(folder, path)).isFile())
  }
}
