import type { Exposed } from './messages.ts'

/** Which files were spoken of: a process opens a journal again and again, and is told once. */
const told = new Set<string>()

/** Says that others may read what a journal holds. Their mode is left: somebody may have given it on purpose. */
export function warnOfExposed(files: readonly Exposed[]): void {
  for (const { path, mode } of files) {
    if (told.has(path)) continue
    told.add(path)
    process.emitWarning(
      `Other users may read or change the journal ${path}, which holds the arguments and results of calls ` +
        `(its mode is 0${mode.toString(8)}). Make it private: chmod 600 ${JSON.stringify(path)}`,
      { type: 'FanfoldWarning', code: 'FANFOLD_JOURNAL' },
    )
  }
}
