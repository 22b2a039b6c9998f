import type { FileSystem } from './file-system.ts'
import { addAll } from './add-all.ts'

/** A path without links: the part that exists, and the names below it that do not. */
export interface RealPath {
  readonly existing: string
  readonly missing: readonly string[]
}

/** More links than a system follows; Linux takes 40. A path that needs more leads nowhere. */
const mostLinks = 40

/** Follows the links of an absolute path, as opening the file would, also those that lead to nothing yet. */
export function realPath(path: string, system: FileSystem): RealPath {
  try {
    return { existing: system.realPath(path), missing: [] }
  } catch {
    return walk(path, system)
  }
}

/** The same name by name, for a path of which not all exists. */
function walk(path: string, system: FileSystem): RealPath {
  const { parse, sep } = system.path
  let { root } = parse(path)
  let links = 0
  const existing: string[] = []
  const missing: string[] = []
  const ahead = path.slice(root.length).split(separators(sep)).toReversed()
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.') continue
    if (name === '..') {
      if (missing.pop() === undefined) existing.pop()
      continue
    }
    const found =
      missing.length > 0 ? 'nothing' : look(root + [...existing, name].join(sep), system)
    if (found === 'nothing') missing.push(name)
    else if (found === 'no link' || links === mostLinks) existing.push(name)
    else {
      links += 1
      const start = parse(found.target).root
      if (start !== '') {
        root = start
        existing.length = 0
      }
      addAll(ahead, found.target.slice(start.length).split(separators(sep)).toReversed())
    }
  }
  return { existing: root + existing.join(sep), missing }
}

function look(path: string, system: FileSystem): 'nothing' | 'no link' | { target: string } {
  try {
    const target = system.readLink(path)
    return target === undefined ? 'no link' : { target }
  } catch {
    return 'nothing'
  }
}

function separators(sep: string): RegExp {
  return sep === '\\' ? /[\\/]/ : /\//
}
