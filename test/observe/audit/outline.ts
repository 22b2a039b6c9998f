import type { ReadRun } from '../../../src/observe/audit/format.ts'
import { LogFile } from '../../../src/observe/audit/log-file.ts'

/** What was read of a file, short enough for a table: a line a turn, `<heard> (said) name input=output`, `!` for a failure. */
export interface Outline {
  readonly format: string | undefined
  readonly runs: readonly (readonly string[])[]
}

/** The lines of a file, or its one text. */
export type Log = string | readonly unknown[]

export function readLog(log: Log): { readonly file: LogFile; readonly runs: readonly ReadRun[] } {
  const text = typeof log === 'string' ? log : log.map((line) => JSON.stringify(line)).join('\n')
  const runs: ReadRun[] = []
  const file = new LogFile((run) => runs.push(run))
  // In pieces, as a file comes, so that no reader depends on where these end.
  for (let at = 0; at < text.length; at += 97) file.push(text.slice(at, at + 97))
  file.end()
  return { file, runs }
}

export function outlineOf(log: Log): Outline {
  const { file, runs } = readLog(log)
  return { format: file.format?.name, runs: runs.map(({ turns }) => turns.map(lineOf)) }
}

function lineOf({ heard, said, calls }: ReadRun['turns'][number]): string {
  return [
    ...(heard === undefined ? [] : [`<${heard}>`]),
    ...(said === undefined ? [] : [`(${said})`]),
    ...calls.map(({ name, input, output, failed }) => {
      const told = typeof input === 'string' ? input : JSON.stringify(input)
      return `${name} ${told ?? '?'}${output === undefined ? '' : `=${output}`}${failed === true ? '!' : ''}`
    }),
  ].join(' ')
}
