import type { FileSystem } from './file-system.ts'

/** How many names of a directory are looked at for one with a letter in it. */
const mostNames = 32

/**
 * Whether a directory takes `A` and `a` for one name, as found by asking for one of its files by its name in the
 * other case; undefined where it cannot be told, because it is empty, unreadable or holds no name with a letter.
 */
export function foldsNames(directory: string, system: FileSystem): boolean | undefined {
  try {
    for (const name of system.names(directory, mostNames)) {
      const other = inOtherCase(name)
      if (other === name) continue
      const file = system.identity(system.path.join(directory, name))
      if (file === undefined) continue
      if (file !== system.identity(system.path.join(directory, other))) return false
      // One file under both names: folded, unless they are two hard links, which are listed both.
      return !system.names(directory, Infinity).includes(other)
    }
  } catch {
    return undefined
  }
  return undefined
}

/** A name without what a folding directory overlooks. Folds more than some do: too few keys are safe, too many not. */
export function foldName(name: string): string {
  return name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC')
}

function inOtherCase(name: string): string {
  return name.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
}
