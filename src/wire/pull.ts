import { isRecord } from './shape.ts'

/** Chunks taken one by one from whatever feeds them. */
export interface Pull<T = unknown> {
  next(): Promise<IteratorResult<T, unknown>>
  /** Lets go of what feeds the chunks, without waiting for it. */
  cancel(): void
}

/** Pulls from a ReadableStream, or from anything that can be iterated; undefined if it is neither. */
export function pullFrom(source: object): Pull | undefined {
  if ('getReader' in source && typeof source.getReader === 'function')
    return pullFromStream(source as ReadableStream<unknown>)
  const { [Symbol.asyncIterator]: open, [Symbol.iterator]: openSync } = source as {
    [Symbol.asyncIterator]?: () => AsyncIterator<unknown>
    [Symbol.iterator]?: () => Iterator<unknown>
  }
  if (typeof open === 'function') return pullFromIterator(open.call(source), source)
  if (typeof openSync === 'function') return pullFromIterator(openSync.call(source), source)
  return undefined
}

/** Ends the wait as soon as the signal fires, and then cancels. It listens only while it waits. */
export function abortable<T>(pull: Pull<T>, signal: AbortSignal | undefined): Pull<T> {
  if (signal === undefined) return pull
  return {
    next: () => raceAbort(() => pull.next(), signal, pull.cancel),
    cancel: pull.cancel,
  }
}

/** Waits for a promise, but no longer than until the signal fires; then rejects with its reason. */
export function raceAbort<T>(
  start: () => PromiseLike<T>,
  signal: AbortSignal,
  onAbort: () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error)
      onAbort()
    }
    if (signal.aborted) {
      abort()
      return
    }
    signal.addEventListener('abort', abort, { once: true })
    const settle = (): void => signal.removeEventListener('abort', abort)
    start().then(
      (value) => {
        settle()
        resolve(value)
      },
      (error: unknown) => {
        settle()
        reject(error as Error)
      },
    )
  })
}

/** Lets go of a source that nobody will read: a body is cancelled, an SDK's request aborted. */
export function discard(source: unknown): void {
  if (!isRecord(source)) return
  const { body, controller } = source
  if (controller instanceof AbortController) controller.abort()
  const stream = (isRecord(body) ? body : source) as { cancel?: unknown }
  if (typeof stream.cancel === 'function') quietly(() => (stream as ReadableStream).cancel())
}

function pullFromStream(stream: ReadableStream<unknown>): Pull {
  const reader = stream.getReader()
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown, unknown>>,
    cancel: () => quietly(() => reader.cancel()),
  }
}

function pullFromIterator(
  iterator: AsyncIterator<unknown> | Iterator<unknown>,
  source: object,
): Pull {
  return {
    next: async () => iterator.next(),
    cancel: () => {
      quietly(() => iterator.return?.())
      // An async generator that is waiting takes note of `return` only afterwards; this wakes an SDK's request.
      discard(source)
    },
  }
}

/** What goes wrong while letting go helps nobody. */
function quietly(action: () => unknown): void {
  try {
    Promise.resolve(action()).catch(() => {})
  } catch {
    // As above.
  }
}
