import type { Command } from 'commander'
import { leaf, type End } from '../journal/command.ts'
import type { ApproveOptions } from './approve.ts'

const epilogue = `
The whole call is shown before anything is decided. Ids are written with
percent signs where they hold more than letters, digits and . _ : @ + , - so
that what is printed can be pasted into a shell. The engine that waits goes on
by itself, at once or when it is started again. The first decision stands.

Examples:
  fanfold approve journal.db
  fanfold approve journal.db 0190c1f2/call_1
  fanfold approve journal.db 0190c1f2/call_1 --yes
  fanfold approve journal.db 0190c1f2/call_1 --input less.json
  fanfold approve journal.db 0190c1f2/call_1 --deny --reason "Too expensive."
`

export function approveCommand(end: End): Command {
  return leaf('approve', 'Decide on a call that waits for a person, or list those that do.')
    .argument('[call]', 'which one, as <turn>/<call>')
    .option('--yes', 'allow it without asking; needed where there is no terminal')
    .option(
      '--input <file>',
      'allow it with the arguments in this file, a JSON object, instead of its own',
    )
    .option('--deny', 'deny it, without asking')
    .option('--reason <text>', 'what the model is told')
    .addHelpText('after', epilogue)
    .action(async (file: string, call: string | undefined, options: ApproveOptions) => {
      const { approve } = await import('../actions.ts')
      end(await approve(file, call, options))
    })
}
