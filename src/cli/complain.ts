import { FanfoldError } from '../call/errors/error.ts'
import { formatError } from '../call/errors/format-error.ts'
import type { ToolResult } from '../call/report/result.ts'
import { paintFor } from '../util/term/paint.ts'
import { lines, oneLine, visible } from '../util/term/visible.ts'
import { errorText } from '../util/error-text.ts'
import { redact } from '../util/redact.ts'

const commands: ReadonlySet<string> = new Set([
  'run',
  'demo',
  'init',
  'effects',
  'view',
  'audit',
  'journal',
  'approve',
  'worker',
  'mcp',
])

/** Whether stacks are shown: by `--verbose`, or FANFOLD_DEBUG in the environment. */
let verbose = Boolean(process.env['FANFOLD_DEBUG'])

export function beVerbose(): void {
  verbose = true
}

/** Says in one sentence what went wrong, on standard error; with the stack if it was asked for. */
export function complain(error: unknown): void {
  const paint = paintFor(process.stderr)
  process.stderr.write(`${paint('failed', 'fanfold:')} ${oneLine(redact(errorText(error)))}\n`)
  if (error instanceof Error && verbose)
    process.stderr.write(`${paint('faint', lines(redact(formatError(error))))}\n`)
  else if (error instanceof Error && !FanfoldError.is(error))
    process.stderr.write(`${paint('faint', 'Set FANFOLD_DEBUG=1 to see where.')}\n`)
}

/** With `--verbose`, what tools threw, and where. */
export function complainOfCalls(results: readonly ToolResult[]): void {
  const paint = paintFor(process.stderr)
  for (const { id, name, error } of verbose ? results : [])
    if (error?.cause !== undefined)
      process.stderr.write(
        `${paint('failed', `${visible(name)} (${visible(id)}):`)} ${paint('faint', lines(redact(formatError(error.cause))))}\n`,
      )
}

/** What the parser of the arguments says, as a sentence that points to the help. */
export function usageSentence(message: string, argv: readonly string[]): string {
  const said = oneLine(message.replace(/^error: /, '')).replace(/ \((Did you mean [^)]*)\)/, '. $1')
  const [first = ''] = argv
  const command = commands.has(first) ? `fanfold ${first}` : 'fanfold'
  const sentence = said.charAt(0).toUpperCase() + said.slice(1)
  return `${/[.?]$/.test(sentence) ? sentence : `${sentence}.`} See: ${command} --help`
}
