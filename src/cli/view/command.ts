import { Command, InvalidArgumentError } from 'commander'
import type { ViewCommandOptions } from './view.ts'

const epilogue = `
A trace is what fanfold run --trace and traceFile() write. Of a journal, the
last run is shown, or the one that is named. The page is one file: it works
from disk, and loads nothing.

Examples:
  fanfold view run.jsonl
  fanfold view run.jsonl --text
  fanfold view journal.db run_2x9k --out page.html
  fanfold view run.jsonl --live
  fanfold view run.jsonl --chrome perfetto.json
`

export function viewCommand(end: (exitCode: number) => void): Command {
  return new Command('view')
    .description('Show what ran when in a run, and why it waited, as a page or in the terminal.')
    .argument('<file>', 'a trace, or a journal')
    .argument('[run]', 'the id of a run of the journal')
    .option(
      '-o, --out <file>',
      'where the page goes; - for standard output (default: beside the file)',
    )
    .option('--text', 'draw it here instead')
    .option(
      '--chrome <file>',
      "write a trace for Perfetto and Chrome's viewer instead; - for standard output",
    )
    .option('--live', 'follow a run under way, on a page that this machine serves')
    .option('--port <n>', 'where to serve it (default: any that is free)', port)
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', epilogue)
    .action(async (file: string, run: string | undefined, options: ViewCommandOptions) => {
      const { view } = await import('./view.ts')
      end(await view(file, run, options))
    })
}

function port(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value < 65_536) return value
  throw new InvalidArgumentError('Expected a port, 0 to 65535.')
}
