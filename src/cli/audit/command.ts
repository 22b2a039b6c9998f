import { Command } from 'commander'
import type { AuditCommandOptions } from './audit.ts'

const epilogue = `
Reads session files of Claude Code (~/.claude/projects) and Codex
(~/.codex/sessions), messages of model APIs (OpenAI, Anthropic, Gemini,
Bedrock, the AI SDK, LangChain) and logs of their requests, and OpenTelemetry's
GenAI spans; as JSON, JSON Lines, or either compressed. Of a folder it reads
all logs below it. Nothing is sent anywhere.

Examples:
  fanfold audit ~/.claude/projects
  fanfold audit ~/.codex/sessions/2026/11 --out report.html
  fanfold audit messages.jsonl spans.json.gz --json

Exit codes:
  0  something could be read
  1  the report could not be written
  2  nothing could be read
`

export function auditCommand(end: (exitCode: number) => void): Command {
  return new Command('audit')
    .description('Read logs, and say how many messages their tool calls could have been.')
    .argument('<path...>', 'files, or folders of files')
    .option('--json', 'print JSON instead')
    .option(
      '--out <file>',
      'also write a report, one HTML file; - for it alone, on standard output',
    )
    .option('--inputs', 'show inputs, cut short and without what looks like a credential')
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', epilogue)
    .action(async (paths: string[], options: AuditCommandOptions) => {
      const { audit } = await import('./audit.ts')
      end(await audit(paths, options))
    })
}
