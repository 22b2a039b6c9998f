import { exitCode } from '../exit-code.ts'

/** Resolves when the host has gone: it closed its end, or says so by a signal. A second signal ends the process at once. */
export function untilGone(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let signals = 0
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      signals += 1
      if (signals > 1) process.exit(exitCode.terminated)
      resolve()
    })
  process.stdin.once('end', resolve)
  process.stdin.once('close', resolve)
  // Nobody reads any more; what is still told then is told to nobody, and the servers are to be ended all the same.
  process.stdout.removeAllListeners('error')
  process.stdout.on('error', () => resolve())
  return promise
}
