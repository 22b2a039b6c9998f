import { errorText } from '../util/error-text.ts'
import { complain } from './complain.ts'
import { exitCode, type ExitCode } from './exit-code.ts'

/** A stream of the process that takes no more: its reader has gone, its disk is full, its terminal was closed. */
export interface LostOutput {
  /** How the process ends then. */
  readonly exitCode: ExitCode
  /** In a sentence. */
  readonly why: string
}

const silenced = new Set<NodeJS.WriteStream>()
let inOrder = false
let lost: LostOutput | undefined
let onLost: ((lost: LostOutput) => void) | undefined

/** From now on the loss of a stream is answered; else it would end the process with a stack. */
export function watchOutput(): void {
  const { stdout, stderr } = process
  stdout.on('error', (error) => lose(stdout, 'standard output', error))
  stderr.on('error', (error) => lose(stderr, 'standard error', error))
}

/** The command does more than print: if a stream is lost, what is under way has to come to its end. */
export function endInOrder(): void {
  inOrder = true
}

/** The first stream that was lost while a command had to end in order. */
export function lostOutput(): LostOutput | undefined {
  return lost
}

/** Tells of that stream, also if it was lost before. Returns how to stop. */
export function onLostOutput(tell: (lost: LostOutput) => void): () => void {
  onLost = tell
  if (lost !== undefined) tell(lost)
  return () => {
    if (onLost === tell) onLost = undefined
  }
}

function lose(stream: NodeJS.WriteStream, name: string, error: NodeJS.ErrnoException): void {
  // Each write that was under way says it again.
  if (silenced.has(stream)) return
  silenced.add(stream)
  silence(stream)
  const hasNoReader = error.code === 'EPIPE'
  const why = hasNoReader
    ? `Nobody reads ${name} any more.`
    : `Cannot write to ${name}: ${errorText(error)}.`
  if (inOrder) {
    if (lost !== undefined) return
    lost = { exitCode: hasNoReader ? exitCode.noReader : exitCode.failed, why }
    onLost?.(lost)
  } else if (stream === process.stdout) {
    // What only prints has nothing left to do: `fanfold journal show … | head -1`.
    if (hasNoReader) process.exit(exitCode.answered)
    complain(why)
    process.exit(exitCode.failed)
  }
}

/** What is written from now on is for nobody; once there is room again, it would stand behind a gap. */
function silence(stream: NodeJS.WriteStream): void {
  stream.write = (...given: readonly unknown[]): boolean => {
    const done = given.at(-1)
    if (typeof done === 'function') process.nextTick(done as () => void)
    return true
  }
}
