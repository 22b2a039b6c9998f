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

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode
  return FanfoldError.is(error) && error.name === new UsageError('').name
    ? exitCode.usage
    : exitCode.failed
}
