import { Command, Option } from 'commander'
import { positiveNumber } from '../run/options.ts'
import type { DemoOptions } from './demo.ts'
import { scenarioNames } from './scenario.ts'

const epilogue = `
Without a key the model is scripted: a server on this machine speaks a provider's format over HTTP, at a
provider's usual pace. With ANTHROPIC_API_KEY or OPENAI_API_KEY set, it is a live one (FANFOLD_DEMO_MODEL
names it, as anthropic:<id> or openai:<id>), and each run costs a few thousand tokens.

With --json, standard output is one object:
  { scenarios: [{ name, modes: [{ mode, wallMs, toolPhaseMs, requests, inputTokens, outputTokens,
    results: [{ id, name, status }] }] }] }
toolPhaseMs is the time from the end of each message to its last result, added up.

Examples:
  fanfold demo
  fanfold demo --scenario customer-lookup
  fanfold demo --json > demo.json
`

export function demoCommand(end: (exitCode: number) => void): Command {
  return new Command('demo')
    .description('See one conversation run in four ways, with their costs. Needs no key.')
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
