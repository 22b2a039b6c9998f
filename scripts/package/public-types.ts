import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { entryPoints } from './manifest.ts'

const specifier = /(?:\bfrom\s+|\bimport\(\s*|^import\s+)(['"])(\.{1,2}\/[^'"]+)\1/gm

/** The files of types that the entry points lead to, relative to the folder. Nobody can import the others. */
export function publicTypes(folder: string): string[] {
  const found = new Set(entryPoints.map(({ source }) => `${source}.d.ts`))
  for (const file of found)
    for (const [, , path = ''] of readFileSync(join(folder, file), 'utf8').matchAll(specifier))
      found.add(posix.join(posix.dirname(file), path.replace(/\.[jt]s$/, '.d.ts')))
  return [...found]
}
