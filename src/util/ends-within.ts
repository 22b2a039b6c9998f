import { sleep, type Clock } from './clock.ts'

/** Whether something ends, however it does, before so much time has passed. Its timer keeps the process alive until then. */
export async function endsWithin(
  ending: Promise<unknown>,
  ms: number,
  clock: Clock,
): Promise<boolean> {
  const enough = new AbortController()
  const late = sleep(clock, ms, enough.signal).then(
    () => false,
    () => true,
  )
  const ended = ending.then(
    () => true,
    () => true,
  )
  const inTime = await Promise.race([ended, late])
  enough.abort()
  return inTime
}
