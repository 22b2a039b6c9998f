import type { TextFile } from './files.ts'
import { importsOf } from './imports.ts'

/** The files and folders of src/turn, from the bottom up: what a call is, what it waits for, who moves it, where it runs. */
export const ranks: readonly string[] = [
  'scope.ts',
  'waits/wait.ts',
  'waits/approval/approve.ts',
  'contract.ts',
  'options.ts',
  'open-wait.ts',
  'events/observer.ts',
  'events/watch.ts',
  'shared/write-log.ts',
  'shared/run-bounds.ts',
  'call-record.ts',
  'report/changed-note.ts',
  'report/opaque-values.ts',
  'report/result.ts',
  'suspension.ts',
  'stop.ts',
  'agenda.ts',
  'events/',
  'report/shared-arguments.ts',
  'shared/',
  'keys/',
  'budget/',
  'run/outcome.ts',
  'run/other-turns.ts',
  'journal-records.ts',
  'waits/approval/kept-decisions.ts',
  'run/',
  'calls.ts',
  'report/',
  'batch/parent.ts',
  'waits/',
  'waits/list.ts',
  'life.ts',
  'holdings.ts',
  'turn.ts',
  'batch/',
  'engine.ts',
]

/** Says which imports inside src/turn go upwards. Of two places that fit a file, the longer one counts. */
export function upwardImports(files: readonly TextFile[]): string[] {
  return files.flatMap((file) => {
    const from = rankOf(file.path)
    if (from === undefined)
      return file.path.startsWith('src/turn/') ? [`${file.path} has no place yet.`] : []
    return importsOf(file).flatMap(({ target, line }) => {
      const to = target === undefined ? undefined : rankOf(target)
      if (to === undefined || to <= from) return []
      return [`${file.path}:${line} imports ${target}, which is above it.`]
    })
  })
}

function rankOf(path: string): number | undefined {
  if (!path.startsWith('src/turn/')) return undefined
  const place = path.slice('src/turn/'.length)
  const fits = ranks.filter(
    (rank) => place === rank || (rank.endsWith('/') && place.startsWith(rank)),
  )
  const longest = fits.toSorted((a, b) => b.length - a.length)[0]
  return longest === undefined ? undefined : ranks.indexOf(longest)
}
