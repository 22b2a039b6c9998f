import { posix } from 'node:path'
import type { TextFile } from './files.ts'

const mostFiles = 14

/** util/ holds one idea a file, and src/ the entries: both are lists by nature. */
const lists = ['src', 'src/util']

/** Says which folders hold more files than a reader takes in at once. Subfolders count for themselves. */
export function folderWidthFaults(files: readonly TextFile[]): string[] {
  const byFolder = Object.groupBy(files, ({ path }) => posix.dirname(path))
  return Object.entries(byFolder).flatMap(([folder, { length } = []]) =>
    length <= mostFiles || lists.includes(folder)
      ? []
      : [`${folder} holds ${length} files: at most ${mostFiles} are easy to take in.`],
  )
}
