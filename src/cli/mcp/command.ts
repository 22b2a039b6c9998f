import { Command } from 'commander'
import { usageError } from '../cli-error.ts'
import type { McpCommandOptions } from './options.ts'

const epilogue = `
The config has the servers as hosts have them ("mcpServers"), and beside them
"fanfold", with what their tools touch. The host starts this command in their
place; it speaks MCP on its standard input and output, and ends with its host.

Examples:
  fanfold mcp --config servers.json
  fanfold mcp --config servers.json --log run.jsonl

Needs @modelcontextprotocol/client and @modelcontextprotocol/server. Without an
installation:
  npx -y -p fanfold -p @modelcontextprotocol/client \\
    -p @modelcontextprotocol/server fanfold mcp --config servers.json
`

export function mcpCommand(end: (exitCode: number) => void): Command {
  return new Command('mcp')
    .description(
      'Stand in front of MCP servers: their tools, ordered, bounded and timed out, for any host.',
    )
    .option('-c, --config <file>', 'the JSON file with the servers')
    .option('--log <file>', 'append what happens to a file, one JSON object a line')
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', epilogue)
    .action(async (options: Partial<McpCommandOptions>) => {
      const { config } = options
      if (config === undefined)
        throw usageError(
          'Expected --config <file>, the JSON file with the servers. See: fanfold mcp --help',
        )
      const { runGateway } = await import('./run.ts')
      end(await runGateway({ ...options, config }))
    })
}
