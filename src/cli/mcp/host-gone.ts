import { watchInterrupts } from '../interrupt.ts'

/** Resolves when the host has gone: it closed its end, or says so by a signal. A second signal ends the process at once. */
export function untilGone(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  watchInterrupts(resolve)
  process.stdin.once('end', resolve)
  process.stdin.once('close', resolve)
  // Nobody reads any more, as a host that has ended; what is still told then is told to nobody, and the servers are to be
  // ended all the same.
  process.stdout.removeAllListeners('error')
  process.stdout.on('error', () => resolve())
  return promise
}
