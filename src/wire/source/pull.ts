import { isRecord } from '../shared/shape.ts'

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
  return typeof openSync === 'function' ? pullFromList(openSync.call(source)) : undefined
}

/** The same chunks with one that was taken already put back in front. */
export function startingWith<T>(first: IteratorResult<T, unknown>, pull: Pull<T>): Pull<T> {
  let taken = false
  const next = (): Promise<IteratorResult<T, unknown>> => {
    if (taken) return pull.next()
    taken = true
    return Promise.resolve(first)
  }
  return { next, cancel: pull.cancel }
}

/** How the SDKs' helpers give the whole response. Of those that have the first, the last gives the message alone. */
const finals = ['finalChatCompletion', 'finalResponse', 'finalMessage'] as const

type Helper = { readonly [Name in (typeof finals)[number]]?: () => Promise<unknown> } & {
  readonly [field: string]: unknown
}

/**
 * The whole response of an SDK's stream helper that has told some or all of its events, to listeners or a loop; undefined of all
 * else. It tells each event once: who comes later would wait for the first in vain, or take the rest for the message.
 */
export function toldStream(source: object): Pull | undefined {
  if (!isRecord(source)) return undefined
  const helper = source as Helper
  const final = finals.find((name) => typeof helper[name] === 'function')
  if (final === undefined) return undefined
  const { ended, currentChatCompletionSnapshot: completion, currentMessage: message } = helper
  if (ended !== true && completion === undefined && message === undefined) return undefined
  return {
    next: async () => ({ done: true, value: await helper[final]?.() }),
    cancel: () => discard(source),
  }
}

/** Lets go of a source that will not be read: a body is cancelled, an SDK's request aborted. */
export function discard(source: unknown): void {
  if (!isRecord(source)) return
  const { body, controller } = source
  if (controller instanceof AbortController) controller.abort()
  else if (typeof source.abort === 'function') quietly(() => (source as { abort(): void }).abort())
  const feed = (isRecord(body) ? body : source) as { cancel?: unknown; destroy?: unknown }
  if (typeof feed.cancel === 'function') quietly(() => (feed as ReadableStream).cancel())
  else if (typeof feed.destroy === 'function') quietly(() => (feed as NodeJS.ReadStream).destroy())
}

function pullFromStream(stream: ReadableStream<unknown>): Pull {
  const reader = stream.getReader()
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown, unknown>>,
    cancel: () => quietly(() => reader.cancel()),
  }
}

function pullFromIterator(iterator: AsyncIterator<unknown>, source: object): Pull {
  return {
    next: () => iterator.next(),
    cancel: () => {
      quietly(() => iterator.return?.())
      // A generator that is waiting takes note of `return` only afterwards; this ends what it waits for.
      discard(source)
    },
  }
}

function pullFromList(iterator: Iterator<unknown>): Pull {
  return {
    next: async () => iterator.next(),
    cancel: () => quietly(() => iterator.return?.()),
  }
}

/** What goes wrong while letting go is of no use. */
function quietly(action: () => unknown): void {
  try {
    Promise.resolve(action()).catch(() => {})
  } catch {
    // As above.
  }
}
