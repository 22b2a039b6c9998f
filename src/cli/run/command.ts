import { Command, Option } from 'commander'
import { keepOutputClean } from '../clean-output.ts'
import { usageError } from '../cli-error.ts'
import { providers } from '../connect/model-name.ts'
import { positive, type RunCommandOptions } from './options.ts'

const epilogue = `
The tools are the file's exports: named ones, a default one, arrays of tools,
or an engine. Beside tools it may export \`options\`, of the engine and the
agent:
  export const options = { limits: { crm: { perSecond: 5 } }, maxCalls: 50 }
The words go to standard output as they come, the timeline to standard error.

Providers: ${providers.join(', ')}.
A server that speaks OpenAI's format is openai:<id> with --base-url.

Examples:
  fanfold run -t tools.ts -m anthropic:claude-sonnet-5-5 "Who is customer 1234?"
  fanfold run -t tools.ts -m openai:gpt-6-sol --json "Sum up today" > out.json
  fanfold run -t tools.ts -m gemini:gemini-3-pro --journal a.db "Refund 77."
  fanfold run -t tools.ts -m gemini:gemini-3-pro --journal a.db --resume run_2
  fanfold run -t tools.ts -m ollama:qwen3 "What is new?"
  fanfold run -t tools.ts -m openai:qwen3 --base-url http://gpu:8000/v1 "Hm?"
`

export function runCommand(end: (exitCode: number) => void): Command {
  return new Command('run')
    .description('Ask a model that may use the tools of a file.')
    .argument('[question...]', 'what to ask')
    .option('-t, --tools <file>', 'the file that exports the tools (.ts, .mts, .js, .mjs)')
    .option('-m, --model <name>', '<provider>:<id>, such as anthropic:claude-sonnet-5-5')
    .option('--base-url <url>', "another server than the provider's own")
    .option('--system <text>', 'the system prompt')
    .option('--max-turns <n>', 'the most requests to the model (default: 50)', positive)
    .option('--concurrency <n>', 'the most calls at a time (default: 16)', positive)
    .option('--deadline <ms>', 'how long the whole run may take', positive)
    .addOption(
      new Option(
        '--parallel <how>',
        'whether the model may make several calls in one message; default: encourage',
      ).choices(['encourage', 'coach', 'allow', 'forbid']),
    )
    .option(
      '--max-tokens <n>',
      'the most tokens of one message (default for Anthropic: 4096)',
      positive,
    )
    .option(
      '--journal <file>',
      'a SQLite file that keeps what the calls did, so that a run can be resumed',
    )
    .option('--resume <run>', 'go on with a run of the journal, instead of asking')
    .option(
      '--trace <file>',
      'a file for what happened when, which fanfold view shows as a picture',
    )
    .option('--json', 'print one JSON object instead of the answer')
    .option('--no-stream', 'print only the last message, once it is complete')
    .option('-q, --quiet', 'no timeline')
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', epilogue)
    .action(async (words: readonly string[], options: Partial<RunCommandOptions>) => {
      const completed = complete(options, words)
      keepOutputClean()
      const { run } = await import('../actions.ts')
      end(await run(words.join(' '), completed))
    })
}

/** Checked here and not by commander, which would report a missing option before a misspelled one. */
function complete(
  options: Partial<RunCommandOptions>,
  words: readonly string[],
): RunCommandOptions {
  const { tools, model, resume } = options
  if (words.length === 0 && resume === undefined)
    throw usageError('Expected a question, or --resume <run>. See: fanfold run --help')
  if (words.length > 0 && resume !== undefined)
    throw usageError('Expected a question or --resume <run>, got both.')
  if (tools === undefined)
    throw usageError(
      'Expected --tools <file>, the file that exports the tools. See: fanfold run --help',
    )
  if (model === undefined)
    throw usageError(
      'Expected --model <provider>:<id>, such as anthropic:claude-sonnet-5-5. See: fanfold run --help',
    )
  return { ...options, tools, model }
}
