/** How a command ends, for scripts. */
export const exitCode = {
  answered: 0,
  /** The run ended without an answer, or its server failed. */
  failed: 1,
  /** Wrong options, tools, key or model name: nothing was run. */
  usage: 2,
  /** The terminal was closed, as shells count it: 128 + SIGHUP. */
  hungUp: 129,
  /** Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
  /** Nobody reads the output any more: 128 + SIGPIPE. */
  noReader: 141,
  /** SIGTERM: 128 + SIGTERM. */
  terminated: 143,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
