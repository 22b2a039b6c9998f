import type { ResponseLike } from './is-response.ts'

/** What was read of a body. */
export interface Body {
  readonly bytes: Uint8Array
  /** There is more, which was not read. */
  readonly isCut: boolean
}

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>
  cancel(): Promise<void>
}

/**
 * Reads a body, `mostBytes` of it. `enough` resolves when what has come until then is to do.
 *
 * @throws what reading it throws: the connection may break.
 */
export async function readBody(
  response: ResponseLike,
  mostBytes: number,
  enough?: Promise<'enough'>,
): Promise<Body> {
  const reader = readerOf(response)
  const chunks: Uint8Array[] = []
  let length = 0
  let isCut = false
  while (!isCut) {
    const read = enough === undefined ? reader.read() : Promise.race([reader.read(), enough])
    const next = await read
    if (next !== 'enough' && next.done) break
    if (next === 'enough') isCut = true
    else if (next.value instanceof Uint8Array) {
      chunks.push(next.value)
      length += next.value.length
      isCut = length > mostBytes
    }
  }
  if (isCut) reader.cancel().catch(() => {})
  return { bytes: joined(chunks, Math.min(length, mostBytes)), isCut }
}

/** The stream's own; of a package without one, of its text as a whole. */
function readerOf(response: ResponseLike): Reader {
  const { body } = response
  if (body === null) return oneChunk(Promise.resolve(new Uint8Array()))
  const { getReader } = (body ?? {}) as { getReader?: () => Reader }
  if (typeof getReader === 'function') return getReader.call(body)
  return oneChunk(response.text().then((text) => new TextEncoder().encode(text)))
}

function oneChunk(chunk: Promise<Uint8Array>): Reader {
  let done = false
  return {
    async read() {
      if (done) return { done }
      const value = await chunk
      done = true
      return { done: false, value }
    },
    cancel: () => Promise.resolve(),
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    const piece = chunk.subarray(0, length - offset)
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}
