import { Command, InvalidArgumentError } from 'commander'
import type { PruneOptions } from './prune.ts'

/** Is told a command's exit code. */
export type End = (exitCode: number) => void
type Json = { readonly json?: boolean }

const journalEpilogue = `
list and show can be used while an engine writes; prune needs the journal for
itself.

Examples:
  fanfold journal list journal.db
  fanfold journal show journal.db 0190c1f2
  fanfold journal prune journal.db --older-than 30d --yes
`

/** A command on one journal. */
export function leaf(command: string, description: string): Command {
  return new Command(command)
    .description(description)
    .argument('<file>', 'the journal')
    .option('--json', 'print JSON instead')
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
}

export function journalCommand(end: End): Command {
  const journal = new Command('journal')
    .description('Look into the journal of an engine, or shorten it.')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', journalEpilogue)
  const subcommands = [
    leaf('list', 'List its runs.').action(async (file: string, options: Json) => {
      const { list } = await import('../actions.ts')
      end(await list(file, options))
    }),
    leaf('show', 'Show one run with its calls, or one turn.')
      .argument('<run>', 'the id of a run, or of a turn')
      .action(async (file: string, id: string, options: Json) => {
        const { show } = await import('../actions.ts')
        end(await show(file, id, options))
      }),
    leaf('prune', 'Forget runs that ended long ago, and turns of no run.')
      .option('--older-than <age>', 'how long ago: 30d, 12h, 90m', age)
      .option('--unfinished', 'also what has not ended, and could be resumed')
      .option('--yes', 'forget them; without it they are only counted')
      .action(async (file: string, options: PruneOptions) => {
        const { prune } = await import('../actions.ts')
        end(await prune(file, options))
      }),
  ]
  for (const command of subcommands) journal.addCommand(command)
  return journal
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

const centuryMs = 36_525 * unitMs.d

/** For commander: `30d`, `12h`, `90m` as milliseconds. */
function age(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? []
  const ms = Number(digits) * unitMs[unit as keyof typeof unitMs]
  // So far back that no calendar has a name for it.
  if (ms > centuryMs) throw new InvalidArgumentError('Expected an age of a hundred years at most.')
  if (digits !== '') return ms
  throw new InvalidArgumentError('Expected a number and a unit: 30d, 12h, 90m, 4w.')
}
