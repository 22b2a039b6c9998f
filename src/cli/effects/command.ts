import { Command } from 'commander'
import { keepOutputClean } from '../clean-output.ts'
import type { EffectsCommandOptions } from './suggest-for-file.ts'

const epilogue = `
The file is a module that exports tools (of Fanfold, the AI SDK and others, or
definitions for a provider's API), a JSON file of such definitions or of an MCP
server's answer to tools/list, or an MCP configuration with "mcpServers", whose
servers are started and asked. No tool is called.

A tool that nothing is known of counts as a write of the whole. Read the
suggestions before you use them.

Examples:
  fanfold effects ./tools.ts > effects.ts
  fanfold effects ./tools.ts --key crm --json
  fanfold effects .mcp.json
`

export function effectsCommand(end: (exitCode: number) => void): Command {
  return new Command('effects')
    .description('Suggest what tools that declare nothing read and write, as rules to paste.')
    .argument('<file>', 'tools.ts, tools.json or an MCP configuration')
    .option(
      '--key <key>',
      "the resource key of all that the tools touch (default: the file's name)",
    )
    .option(
      '--narrow',
      'keys for single files and things, where the arguments name one; each has to be confirmed',
    )
    .option('--no-trust', 'do not believe a server that says that its tools only read')
    .option('--json', 'print JSON instead')
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', epilogue)
    .action(async (file: string, options: EffectsCommandOptions) => {
      keepOutputClean()
      const { suggest } = await import('./suggest-for-file.ts')
      end(await suggest(file, options))
    })
}
