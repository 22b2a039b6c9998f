import { CommanderError } from 'commander'
import { complain, usageSentence } from './complain.ts'
import { exitCodeOf } from './cli-error.ts'
import { exitCode } from './exit-code.ts'
import { lostOutput, watchOutput } from './lost-output.ts'
import { makeProgram } from './program.ts'

/** Long enough for a tool that ends a moment late. */
const lingerMs = 250

/**
 * The command `fanfold`. Owns the process: it answers streams that are lost, and does not let a tool that ignores its signal
 * keep the process alive.
 *
 * @param argv the arguments after the program's own name.
 * @returns the exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  let code: number = exitCode.failed
  const onEmpty = (): void => {
    complain(
      'The program came to its end before the command did: something that it waited for can never come.',
    )
    process.exit(exitCode.failed)
  }
  watchOutput()
  process.once('beforeExit', onEmpty)
  try {
    code = await runProgram(argv)
  } catch (error) {
    complain(error)
    code = exitCodeOf(error)
  }
  process.off('beforeExit', onEmpty)
  // A pipe takes as long as its reader does.
  await Promise.all([process.stdout, process.stderr].map(written))
  const lost = lostOutput()
  if (lost !== undefined) {
    complain(lost.why)
    code ||= lost.exitCode
  }
  setTimeout(() => process.exit(code), lingerMs).unref()
  return code
}

async function runProgram(argv: readonly string[]): Promise<number> {
  let code: number = exitCode.answered
  const program = makeProgram((result) => {
    code = result
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version end the parsing by an error, too.
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version')
      return exitCode.answered
    if (error.code !== 'commander.help') complain(usageSentence(error.message, argv))
    return exitCode.usage
  }
  return code
}

/** Resolves once all that a stream was given has left the process. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}
