import type { Chance, Model } from './model.ts'

type Directory = Map<string, string | Directory>

export interface Files {
  root: Directory
  /** The names that lead to the current directory. */
  path: string[]
}

const names = ['a', 'b', 'd', 'e']

/** A tree of files in which a directory keeps its entries in the order of their making. */
export const fileSystemModel: Model<Files> = {
  start: (chance) => ({ root: directory(chance, 2), path: [] }),
  call: (chance) => {
    const name = chance.pick(Object.keys(functions))
    const some = (): string => chance.pick(names)
    const input: Record<string, unknown> = {
      folder: chance.pick([...names, '..']),
      path: chance.pick(['.', `${some()}/${some()}`, some()]),
      source: some(),
      destination: some(),
      content: chance.pick(['x', 'y\nx']),
      file_name: some(),
      file_name1: some(),
      file_name2: some(),
      dir_name: some(),
    }
    return { name, input }
  },
  run: (state, { name, input }) => functions[name]?.(state, input as Named),
}

type Named = Readonly<Record<string, string>>
type Run = (files: Files, input: Named) => unknown

const functions: Readonly<Record<string, Run>> = {
  pwd: ({ path }) => path.join('/'),
  cd: (files, { folder = '' }) => {
    if (folder === '..') return files.path.pop() ?? 'already at the root'
    if (!(current(files).get(folder) instanceof Map)) return 'no such directory'
    return files.path.push(folder)
  },
  ls: (files) => [...current(files).keys()],
  du: (files) => size(current(files)),
  find: (files, { path = '' }) => {
    const found = at(current(files), path)
    return found instanceof Map ? walk(found) : 'no such directory'
  },
  cat: content,
  grep: content,
  sort: content,
  tail: content,
  wc: content,
  diff: (files, { file_name1 = '', file_name2 = '' }) =>
    content(files, { file_name: file_name1 }) === content(files, { file_name: file_name2 }),
  echo: (files, { content: text = '', file_name = '' }) => {
    if (typeof current(files).get(file_name) !== 'string') return 'no such file'
    return void current(files).set(file_name, text)
  },
  touch: (files, { file_name = '' }) => make(current(files), file_name, ''),
  mkdir: (files, { dir_name = '' }) => make(current(files), dir_name, new Map()),
  rm: (files, { file_name = '' }) => current(files).delete(file_name),
  rmdir: (files, { dir_name = '' }) => {
    const found = current(files).get(dir_name)
    return found instanceof Map && found.size === 0 && current(files).delete(dir_name)
  },
  cp: (files, input) => put(files, input, (source) => structuredClone(source)),
  mv: (files, input) => put(files, input, (source) => source, true),
}

function put(
  files: Files,
  { source = '', destination = '' }: Named,
  copy: (source: string | Directory) => string | Directory,
  moves = false,
): string {
  const here = current(files)
  const found = here.get(source)
  const target = here.get(destination)
  if (found === undefined || source === destination) return 'no such file or directory'
  const [into, name] = target instanceof Map ? [target, source] : [here, destination]
  const answer = make(into, name, copy(found))
  if (moves && answer === 'made') here.delete(source)
  return answer
}

function make(into: Directory, name: string, what: string | Directory): string {
  if (into.has(name)) return 'exists'
  into.set(name, what)
  return 'made'
}

function content(files: Files, { file_name = '' }: Named): string {
  const found = current(files).get(file_name)
  return typeof found === 'string' ? found : 'no such file'
}

function current({ root, path }: Files): Directory {
  return at(root, path.join('/')) as Directory
}

function at(from: Directory, path: string): string | Directory | undefined {
  let found: string | Directory | undefined = from
  for (const name of path.split('/').filter((part) => part !== '' && part !== '.'))
    found = found instanceof Map ? found.get(name) : undefined
  return found
}

function walk(from: Directory): string[] {
  return [...from].flatMap(([name, entry]) =>
    entry instanceof Map ? [name, ...walk(entry).map((below) => `${name}/${below}`)] : [name],
  )
}

function size(entry: string | Directory): number {
  if (typeof entry === 'string') return entry.length
  return [...entry.values()].reduce((sum, below) => sum + size(below), 0)
}

function directory(chance: Chance, depth: number): Directory {
  const made: Directory = new Map()
  for (let count = chance.upTo(4); count > 0; count--)
    made.set(
      chance.pick(names),
      depth > 0 && chance.upTo(2) === 0
        ? directory(chance, depth - 1)
        : chance.pick(['', 'x', 'y\nx']),
    )
  return made
}
