import type { FileSystem, PathStyle } from '../../src/util/file-system.ts'

/** Some files, named with `/` from the root on, of which certain directories overlook the case of names. */
export function memoryFileSystem(
  path: PathStyle,
  files: readonly string[],
  folds: (directory: string) => boolean,
): FileSystem {
  const root = path.sep === '\\' ? 'C:\\' : '/'
  const children = new Map<string, string[]>([['', []]])
  for (const file of files) {
    let directory = ''
    for (const name of file.split('/')) {
      const names = children.get(directory) ?? []
      if (!names.includes(name)) names.push(name)
      children.set(directory, names)
      directory = directory === '' ? name : `${directory}/${name}`
    }
  }

  function find(wanted: string): string {
    if (path.parse(wanted).root.toLowerCase() !== root.toLowerCase()) throw new Error('ENOENT')
    let found = ''
    for (const name of wanted.slice(root.length).split(/[\\/]+/)) {
      if (name === '' || name === '.') continue
      const names = children.get(found) ?? []
      const same = folds(found)
        ? names.find((other) => other.toLowerCase() === name.toLowerCase())
        : names.find((other) => other === name)
      if (same === undefined) throw new Error('ENOENT')
      found = found === '' ? same : `${found}/${same}`
    }
    return found
  }

  return {
    path,
    foldsNames: path.sep === '\\',
    currentDirectory: () => `${root}work`,
    realPath: (file) => root + find(file).replaceAll('/', path.sep),
    readLink: (file) => void find(file),
    identity(file) {
      try {
        return find(file)
      } catch {
        return undefined
      }
    },
    names: (directory, most) => (children.get(find(directory)) ?? []).slice(0, most),
  }
}
