import { eventStreamFramer, lineFramer, type Found } from './framer.ts'
import type { Pull } from './pull.ts'

/**
 * The events of a text. `head` is what was read of it already.
 *
 * Events that came in one chunk are handed on in one tick. What cannot be read rejects the iteration, after the
 * events before it.
 */
export async function* frame(
  pull: Pull<string>,
  head: string,
  format: 'event-stream' | 'lines',
): AsyncGenerator<unknown, void, undefined> {
  const found: Found = { events: [], ended: false }
  const framer = format === 'lines' ? lineFramer(found) : eventStreamFramer(found)
  let over = false
  try {
    framer.feed(head)
    for (;;) {
      const { events } = found
      found.events = []
      for (const event of events) yield event
      if (found.fault !== undefined) throw found.fault
      if (found.ended || over) break
      const { done, value } = await pull.next()
      over = done === true
      if (over) framer.end()
      else framer.feed(value as string)
    }
    if (!over) letEnd(pull)
    over = true
  } finally {
    if (!over) pull.cancel()
  }
}

/**
 * After the stream's own end mark only the connection's end is to come. Reading it, without making anybody wait,
 * leaves the connection fit for the next request; cancelling would close it.
 */
function letEnd(pull: Pull<string>): void {
  const drain = ({ done }: { done?: boolean }): void => {
    if (done !== true) pull.next().then(stop, () => {})
  }
  const stop = ({ done }: { done?: boolean }): void => {
    if (done !== true) pull.cancel()
  }
  pull.next().then(drain, () => {})
}
