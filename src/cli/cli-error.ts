import { FanfoldError, UsageError } from '../call/errors/error.ts'
import { exitCode, type ExitCode } from './exit-code.ts'

/** Ends the command with one sentence. */
export class CliError extends FanfoldError {
  override readonly name: string = 'CliError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode, cause?: unknown) {
    super(message, { code: 'cli', cause })
    this.exitCode = exitCode
  }
}

/** The user asked for something that cannot be: nothing was run. */
export function usageError(message: string, cause?: unknown): CliError {
  return new CliError(message, exitCode.usage, cause)
}

/** What was asked for was tried, and failed. */
export function failure(message: string, cause?: unknown): CliError {
  return new CliError(message, exitCode.failed, cause)
}

/** A path or a run that cannot be meant: nothing was done. A journal that somebody else has open was meant, and failed. */
const wrongName: ReadonlySet<string> = new Set([
  'journal_no_folder',
  'journal_missing',
  'journal_read_only',
  'journal_foreign',
  'journal_newer',
  'journal_older',
  'unknown_run',
  'run_format',
  'run_agent',
])

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode
  if (!FanfoldError.is(error)) return exitCode.failed
  const isUsage = error.name === new UsageError('').name || wrongName.has(error.code)
  return isUsage ? exitCode.usage : exitCode.failed
}
