import type { Answers } from './messages.ts'

/** What was said: a process opens a journal again and again, and is told once. */
const told = new Set<string>()

/** Says that others may read what a journal holds, or leave decisions. Modes are left: somebody may have given them on purpose. */
export function warnOf({ exposed, inboxFault }: Answers['open']): void {
  for (const { path, mode } of exposed)
    warnOnce(
      path,
      `Other users may read or change the journal ${path}, which holds the arguments and results of calls ` +
        `(its mode is 0${mode.toString(8)}). Make it private: chmod 600 ${JSON.stringify(path)}`,
    )
  if (inboxFault !== undefined)
    warnOnce(inboxFault, `Decisions of other processes are not looked at: ${inboxFault}.`)
}

function warnOnce(what: string, message: string): void {
  if (told.has(what)) return
  told.add(what)
  process.emitWarning(message, { type: 'FanfoldWarning', code: 'FANFOLD_JOURNAL' })
}
