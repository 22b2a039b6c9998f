import { Command } from 'commander'
import { approveCommand } from './approve/command.ts'
import { auditCommand } from './audit/command.ts'
import { beVerbose } from './complain.ts'
import { demoCommand } from './demo/command.ts'
import { effectsCommand } from './effects/command.ts'
import { initCommand } from './init/command.ts'
import { journalCommand } from './journal/command.ts'
import { mcpCommand } from './mcp/command.ts'
import { runCommand } from './run/command.ts'
import { version } from './version.ts'
import { viewCommand } from './view/command.ts'
import { workerCommand } from './worker/command.ts'

const epilogue = `
Examples:
  fanfold demo                          see what it does; needs no key
  fanfold init my-agent                 a small project that runs offline
  fanfold run -t tools.ts -m anthropic:claude-sonnet-5-5 "Who is 1234?"
  fanfold view run.jsonl                a picture of what ran when
  fanfold audit ~/.claude/projects      what your own logs could have saved

Exit codes:
  0    the model answered, or the command did what it says
  1    the run failed, or ended without an answer
  2    wrong usage (options, tools file, journal, key): nothing was run
  129  the terminal was closed
  130  interrupted by Ctrl-C
  141  nobody read the output any more
  143  ended by SIGTERM

Environment:
  ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, CO_API_KEY, AWS_REGION, …
                         keys and servers, as each provider's SDK reads them
  NO_COLOR, FORCE_COLOR  no colours, or colours in any case
  FANFOLD_DEBUG          show stacks, like --verbose
`

/** The whole command line. `end` is told each command's exit code. */
export function makeProgram(end: (exitCode: number) => void): Command {
  const program = new Command('fanfold')
    .description(
      "Runs the tool calls of a language model's turn side by side, safely, and answers every one of them.",
    )
    .usage('<command> [options]')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .option('--verbose', 'show the stack of an error')
    .on('option:verbose', beVerbose)
    .addHelpText('after', epilogue)
    .configureHelp({ showGlobalOptions: true })
  const commands = [
    runCommand(end),
    demoCommand(end),
    initCommand(end),
    effectsCommand(end),
    viewCommand(end),
    auditCommand(end),
    journalCommand(end),
    approveCommand(end),
    workerCommand(end),
    mcpCommand(end),
  ]
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands, ...commands.flatMap(({ commands }) => commands)])
    command
      .exitOverride()
      .showSuggestionAfterError(true)
      // The sentence is written where all errors are.
      .configureOutput({ outputError: () => {} })
  return program
}
