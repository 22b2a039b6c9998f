import type { TextFile } from './files.ts'
import { importsOf } from './imports.ts'

/** Everything outside src/ that loads as soon as a file does: packages, and modules of Node. */
export function loadedWith(path: string, open: (path: string) => TextFile): string[] {
  const outside = new Set<string>()
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const { specifier, target, kind } of importsOf(open(file))) {
      if (kind !== 'value') continue
      if (target === undefined) outside.add(specifier)
      else visit(target)
    }
  }
  visit(path)
  return [...outside].toSorted()
}

/** Those that are no modules of Node. */
export function packagesLoadedWith(path: string, open: (path: string) => TextFile): string[] {
  return loadedWith(path, open).filter((specifier) => !specifier.startsWith('node:'))
}
