import { Command, Option } from 'commander'
import { positiveNumber } from '../run/options.ts'
import type { DemoOptions } from './demo.ts'
import { scenarioNames } from './scenario.ts'

const epilogue = `
It takes a quarter of a minute: three lookups, one by one and at their best,
then two edits of one file, which only one of two ways keeps. With --scenario,
that one in all its ways; with --json, all of them, which takes longer.

Without a key the model is scripted: a server on this machine speaks a
provider's format over HTTP, at a provider's usual pace. With ANTHROPIC_API_KEY
or OPENAI_API_KEY set, it is a live one (FANFOLD_DEMO_MODEL names it), and the
demo costs a few thousand tokens.

Examples:
  fanfold demo
  fanfold demo --scenario customer-lookup
  fanfold demo --json > demo.json
`

export function demoCommand(end: (exitCode: number) => void): Command {
  return new Command('demo')
    .description('See what becomes of the calls of one message. Needs no key.')
    .addOption(new Option('-s, --scenario <name>', 'only this one').choices(scenarioNames))
    .option('--json', 'print one JSON object instead')
    .option('--speed <factor>', 'how much faster than life, model and tools alike', positiveNumber)
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', epilogue)
    .action(async (options: DemoOptions) => {
      const { demo } = await import('./demo.ts')
      end(await demo(options))
    })
}
