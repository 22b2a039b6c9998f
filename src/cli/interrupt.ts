import { exitCode, type ExitCode } from './exit-code.ts'

/** What ends a run from outside: Ctrl-C, or a process manager's SIGTERM. The first one asks it to stop, the second does not ask. */
export interface Interrupts {
  /** How the process ends then, if one has come. */
  readonly exitCode: ExitCode | undefined
  /** Back to Node's own way. */
  stop(): void
}

const codes = { SIGINT: exitCode.interrupted, SIGTERM: exitCode.terminated } as const
const signals = Object.keys(codes) as (keyof typeof codes)[]

/** @param first called for the first one; the second ends the process at once. */
export function watchInterrupts(first: () => void): Interrupts {
  let code: ExitCode | undefined
  const onSignal = (signal: keyof typeof codes = 'SIGINT'): void => {
    if (code !== undefined) process.exit(codes[signal])
    code = codes[signal]
    first()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    get exitCode(): ExitCode | undefined {
      return code
    },
    stop: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
