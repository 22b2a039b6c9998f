import type { Clock } from '../../util/clock.ts'
import type { Decoder, Phase, Reading } from '../codec.ts'

/**
 * How long more of a message is waited for that has named its ending: `ending`, its counts; `stopping`, what may follow where the
 * ending is named early, as servers do that think for long before a call.
 */
const waitsMs: Readonly<Partial<Record<Phase, number>>> = { ending: 5_000, stopping: 60_000 }
/** How long the end of a connection is waited for whose message is over, and how much of it is read. */
const drainMs = 1_000
const mostDrained = 32

/**
 * Reads the events of a stream until the message is over, which need not be the end of the connection. The rest is read
 * without making anybody wait, so that the connection can serve the next request; if it does not end, it is let go of.
 */
export async function decode<Message>(
  events: AsyncIterable<unknown>,
  decoder: Decoder<Message>,
  clock: Clock,
): Promise<Reading<Message>> {
  const iterator = events[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = iterator.next()
      const waitMs = waitsMs[decoder.phase]
      const result = waitMs === undefined ? await next : await inTime(next, clock, waitMs, true)
      if (result === undefined) break
      if (result.done === true) return decoder.end()
      decoder.push(result.value)
      if (decoder.phase !== 'over') continue
      void drain(iterator, clock)
      return decoder.end()
    }
  } catch (error) {
    return decoder.end(error)
  }
  leave(iterator)
  return decoder.end()
}

async function drain(iterator: AsyncIterator<unknown>, clock: Clock): Promise<void> {
  try {
    for (let count = 0; count < mostDrained; count += 1) {
      const result = await inTime(iterator.next(), clock, drainMs, false)
      if (result?.done === true) return
      if (result === undefined) break
    }
  } catch {
    return
  }
  leave(iterator)
}

/** What goes wrong while letting go is of no use. */
function leave(iterator: AsyncIterator<unknown>): void {
  iterator.return?.().then(undefined, () => {})
}

/** The result, or undefined if it does not come in time. `matters`: the process stays for it. */
function inTime<T>(
  pending: Promise<T>,
  clock: Clock,
  ms: number,
  matters: boolean,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(resolve as (late: undefined) => void, ms, undefined)
    if (!matters) (timer as Partial<NodeJS.Timeout>).unref?.()
    const settle = (): void => clock.clearTimer(timer)
    pending.then(settle, settle)
    pending.then(resolve, reject)
  })
}
