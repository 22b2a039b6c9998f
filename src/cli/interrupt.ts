import { exitCode, type ExitCode } from './exit-code.ts'
import { onLostOutput } from './lost-output.ts'

/**
 * What ends a run from outside: Ctrl-C, a process manager's SIGTERM, a terminal that is closed, a stream that is lost. The
 * first one asks it to stop; a Ctrl-C or SIGTERM after it does not ask.
 */
export interface Interrupts {
  /** How the process ends then, if one has come. */
  readonly exitCode: ExitCode | undefined
  /** Back to Node's own way. */
  stop(): void
}

const codes = {
  SIGINT: exitCode.interrupted,
  SIGTERM: exitCode.terminated,
  SIGHUP: exitCode.hungUp,
} as const
const signals = Object.keys(codes) as (keyof typeof codes)[]

/** @param first called for the first one. */
export function watchInterrupts(first: () => void): Interrupts {
  let code: ExitCode | undefined
  const begin = (its: ExitCode): void => {
    if (code !== undefined) return
    code = its
    first()
  }
  const onSignal = (signal: keyof typeof codes = 'SIGINT'): void => {
    // A terminal that is closed takes the streams along, and process managers send SIGHUP right after SIGTERM: nobody
    // asks a second time by that.
    if (code !== undefined && signal !== 'SIGHUP') process.exit(codes[signal])
    begin(codes[signal])
  }
  for (const signal of signals) process.on(signal, onSignal)
  const unwatch = onLostOutput((lost) => begin(lost.exitCode))
  return {
    get exitCode(): ExitCode | undefined {
      return code
    },
    stop: () => {
      for (const signal of signals) process.off(signal, onSignal)
      unwatch()
    },
  }
}
