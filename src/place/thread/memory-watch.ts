import type { Worker } from 'node:worker_threads'
import type { Clock, TimerHandle } from '../../util/clock.ts'

const everyMs = 50

/**
 * How far V8's own limit lies above the watched one, in megabytes. When a thread passes V8's limit by one allocation,
 * such as an array that doubles, V8 ends the whole process, not the thread (seen with Node 24); so that limit has to be
 * out of reach of the largest arrays there can be, of about a gigabyte.
 */
export const headroomMb = 2_048

/**
 * Asks a thread now and then how much memory it uses, heap and buffers; `onExceed` is called once. Returns its end. Deno's
 * threads do not say, and are not watched.
 */
export function watchMemory(
  thread: Worker,
  limitMb: number,
  clock: Clock,
  onExceed: () => void,
): () => void {
  if (typeof thread.getHeapStatistics !== 'function') return () => {}
  let ended = false
  let timer: TimerHandle
  const look = async (): Promise<void> => {
    // Answered at V8's next safe point; while a thread is in native code, later.
    const heap = await thread.getHeapStatistics().catch(() => undefined)
    if (ended) return
    if (heap !== undefined && heap.used_heap_size + heap.external_memory > limitMb * 2 ** 20)
      onExceed()
    else timer = clock.setTimer(look, everyMs, undefined)
  }
  timer = clock.setTimer(look, everyMs, undefined)
  return () => {
    ended = true
    clock.clearTimer(timer)
  }
}
